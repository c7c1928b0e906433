// What administrators have done.
import assert from 'node:assert';
import { is, nobody, refuses } from './connection.mjs';

export async function specifyEvents(t, connection) {
  const { create, kc, operator } = connection;

  await t.test('realms.findAdminEvents', async (t) => {
    const events = (query) => kc.realms.findAdminEvents({ realm: 'master', ...query });
    const shown = async (query) =>
      (await events(query)).map((one) => `${one.operationType} ${one.resourceType}`);
    // Of all that has to do with nora.
    const ofNora = (query) => shown({ resourcePath: `users/${id}*`, ...query });

    const [admin] = await kc.roles.find();
    const id = await create({ username: 'nora', firstName: 'Nora', enabled: true });
    await kc.users.update({ id }, { firstName: 'Eleonora' });
    await kc.users.addRealmRoleMappings({ id, roles: [admin] });
    await kc.users.delRealmRoleMappings({ id, roles: [admin] });
    await kc.users.resetPassword({ id, credential: { value: 'a password of nora' } });
    await kc.users.del({ id });

    await t.test('the newest first', async () => {
      is(await ofNora(), [
        'DELETE USER',
        'ACTION USER',
        'DELETE REALM_ROLE_MAPPING',
        'CREATE REALM_ROLE_MAPPING',
        'UPDATE USER',
        'CREATE USER',
      ]);
      const times = (await events()).map((event) => event.time);
      is(times, [...times].sort((a, b) => b - a));
    });

    await t.test('who did what to whom, and when', async () => {
      const [event] = await events({ resourcePath: `users/${id}`, operationTypes: 'UPDATE' });
      const { time, representation, ...rest } = event;
      assert(Math.abs(time - Date.now()) < 600_000, `${time}`);
      is(JSON.parse(representation), { firstName: 'Eleonora' });
      is(rest, {
        realmId: 'master',
        authDetails: {
          realmId: 'master',
          clientId: 'wallaroo',
          userId: operator.id,
          ipAddress: '',
        },
        operationType: 'UPDATE',
        resourceType: 'USER',
        resourcePath: `users/${id}`,
      });
    });

    await t.test('of some operations, resources and paths', async () => {
      is(await ofNora({ operationTypes: ['ACTION', 'UPDATE'] }), ['ACTION USER', 'UPDATE USER']);
      is(await ofNora({ operationTypes: 'DELETE', resourceTypes: ['USER'] }), ['DELETE USER']);
      is(await shown({ resourcePath: `users/${id}/role-mappings/realm` }), [
        'DELETE REALM_ROLE_MAPPING',
        'CREATE REALM_ROLE_MAPPING',
      ]);
      is(await shown({ resourcePath: `users/${nobody}` }), []);
    });

    await t.test('of one who did it, or the way it came', async () => {
      is((await ofNora({ authUser: operator.id })).length, 6);
      is(await ofNora({ authUser: nobody }), []);
      is((await ofNora({ authClient: 'wallaroo' })).length, 6);
      is(await ofNora({ authClient: 'native' }), []);
      is(await ofNora({ authIpAddress: '127.0.0.1' }), []); // addresses are not recorded
    });

    await t.test('of some days or moments', async () => {
      const hour = 3_600_000;
      const day = (time) => new Date(time).toISOString().slice(0, 10);
      const now = Date.now();
      is((await ofNora({ dateFrom: day(now - hour), dateTo: day(now + hour) })).length, 6);
      is((await ofNora({ dateFrom: now - hour, dateTo: now + hour })).length, 6);
      is(await events({ dateFrom: '2099-01-01' }), []);
      is(await events({ dateTo: '2020-01-01' }), []);
      await refuses(() => events({ dateFrom: 'soon' }), 400);
    });

    await t.test('in pages', async () => {
      const all = await ofNora();
      is(await ofNora({ max: 2 }), all.slice(0, 2));
      is(await ofNora({ first: 2, max: 3 }), all.slice(2, 5));
      is(await ofNora({ first: 5 }), all.slice(5));
      is(await ofNora({ first: 6 }), []);
      is(await ofNora({ max: -1 }), all);
    });
  });

  await t.test('what there is nothing of', async (t) => {
    await t.test('realms.findEvents: sign-ins are no events', async () => {
      is(await kc.realms.findEvents({ realm: 'master', max: 5 }), []);
    });

    await t.test('a resource that is not served: 404', async () => {
      await refuses(() => kc.clientScopes.find(), 404, 'There is nothing at this path');
    });
  });
}
