import { expect, test } from 'vitest';
import { addSource } from '../../src/fleet/change.ts';
import { openFleet } from '../../src/fleet/fleet.ts';
import { countUnfinished, Jobs, LostJobError, sendLists } from '../../src/fleet/jobs.ts';
import { stopServerAtTheEnd, TestFleet } from '../helpers/fleet.ts';
import { PROGRAMS } from '../helpers/postgres.ts';
import { GIT_ENV } from '../helpers/repository.ts';

stopServerAtTheEnd();

const ALL = { archived: true, forks: false, wikis: false, gists: false };

test('a job is with one worker, and ends once, with all that is written', async () => {
  const testFleet = await TestFleet.create();
  await testFleet.open(async (fleet) => {
    await addSource(fleet, 'github:acme', ALL);
    await addSource(fleet, 'github:acme', ALL);
    expect(await countUnfinished(fleet)).toBe(1);
    const [one, other] = [await Jobs.join(fleet), await Jobs.join(fleet)];
    const job = await one.take('list');
    expect(await other.take('list')).toBeUndefined();
    if (job === undefined) throw new Error('there is no job');

    // What fails half-way is as if it had not begun.
    const detail = () => fleet.db.query('select detail from hexhound.source', []);
    const half = one.finish(job, async (sql) => {
      await sql.query(`update hexhound.source set detail = 'half'`, []);
      throw new Error('the disk is full');
    });
    await expect(half).rejects.toThrow('the disk is full');
    expect(await detail()).toEqual([{ detail: '' }]);

    await expect(other.finish(job, async () => {})).rejects.toThrow(LostJobError);
    await one.finish(job, async (sql) => void (await sql.query(`update hexhound.source set detail = 'done'`, [])));
    await expect(one.finish(job, async () => {})).rejects.toThrow(LostJobError);
    expect(await detail()).toEqual([{ detail: 'done' }]);
    expect(await countUnfinished(fleet)).toBe(0);
    expect(await sendLists(fleet, fleet.db, 'true', [])).toBe(1);
  });
});

test.skipIf(PROGRAMS === undefined)(
  'a job of a worker that is gone goes to another, whose result alone counts',
  async () => {
    const testFleet = await TestFleet.create();
    await testFleet.retryAtOnce(1);
    await testFleet.open(async (fleet) => {
      await addSource(fleet, 'github:acme', ALL);
      const dying = await openFleet({ env: { ...GIT_ENV, ...testFleet.env }, cwd: '/', create: false });
      const dead = await Jobs.join(dying);
      const job = await dead.take('list');
      if (job === undefined) throw new Error('there is no job');
      const living = await Jobs.join(fleet);

      await living.reclaim();
      expect(await living.take('list')).toBeUndefined();
      // Its connection breaks; it goes on all the same, as it would behind a network that is gone for a minute.
      await fleet.db.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> (select pid from pg_locks
       where locktype = 'advisory' and objid = (select max(id) from hexhound.worker))`,
        [],
      );
      const takeOver = async () => {
        await living.reclaim();
        return (await living.take('list'))?.id;
      };
      await expect.poll(takeOver).toBe(job.id);
      await expect(dead.finish(job, async () => {})).rejects.toThrow(LostJobError);
      await living.finish(job, async () => {});
      await dying.close();
      expect(await countUnfinished(fleet)).toBe(0);
    });
  },
);
