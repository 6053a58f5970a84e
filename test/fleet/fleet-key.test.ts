import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetKey } from '../../src/fleet/fleet-key.ts';
import { stopServerAtTheEnd, TestFleet } from '../helpers/fleet.ts';
import { hexKey } from '../helpers/keys.ts';

stopServerAtTheEnd();

test('the key is made once, for its owner only, and no fleet takes another', async () => {
  const fleet = await TestFleet.create();
  await fleet.open(async ({ db }) => {
    const key = await fleetKey(db, fleet.env);
    const file = join(fleet.env.XDG_CONFIG_HOME ?? '', 'hexhound', 'fleet.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await fleetKey(db, fleet.env)).toBe(key);
    expect(JSON.stringify(await db.query('select * from hexhound.fleet', []))).not.toContain(key);
    expect(await fleetKey(db, { HEXHOUND_FLEET_KEY: key })).toBe(key);

    await expect(fleetKey(db, { HEXHOUND_FLEET_KEY: hexKey('another', 64) })).rejects.toThrow('is not the key of');
    await expect(fleetKey(db, { HEXHOUND_FLEET_KEY: 'short' })).rejects.toThrow('is too short');
    rmSync(file);
    await expect(fleetKey(db, fleet.env)).rejects.toThrow('there is no key of this fleet');
  });
});
