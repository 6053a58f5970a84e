import { expect, test } from 'vitest';
import { MIGRATIONS, migrate } from '../../src/fleet/migrations.ts';
import { openDatabase, stopServerAtTheEnd } from '../helpers/fleet.ts';

stopServerAtTheEnd();

test('tables of each version before are brought up to date, with what is in them', async () => {
  for (let version = 1; version < MIGRATIONS.length; version++) {
    const db = await openDatabase();
    try {
      await migrate(db, MIGRATIONS.slice(0, version));
      await db.query(`insert into hexhound.finding (fingerprint, state, reason) values ('f', 'accepted', 'why')`, []);
      await Promise.all([migrate(db), migrate(db)]);
      await migrate(db);
      expect(await db.query('select fingerprint, reason, verification from hexhound.finding', [])).toEqual([
        { fingerprint: 'f', reason: 'why', verification: null },
      ]);
      expect(await db.query('select version from hexhound.fleet', [])).toEqual([{ version: MIGRATIONS.length }]);
    } finally {
      await db.close();
    }
  }
});

test('a step that fails leaves the version before; a newer version is refused', async () => {
  const db = await openDatabase();
  try {
    await migrate(db);
    await expect(migrate(db, [...MIGRATIONS, 'create table hexhound.more (id int); select 1 / 0'])).rejects.toThrow(
      'division',
    );
    expect(await db.query('select version from hexhound.fleet', [])).toEqual([{ version: MIGRATIONS.length }]);
    expect(await db.query(`select to_regclass('hexhound.more') as more`, [])).toEqual([{ more: null }]);

    await migrate(db, [...MIGRATIONS, 'create table hexhound.more (id int)']);
    await expect(migrate(db)).rejects.toThrow(`its tables have version ${MIGRATIONS.length + 1}`);
  } finally {
    await db.close();
  }
});
