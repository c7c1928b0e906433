// The realm's roles, and who holds them.
import assert from 'node:assert';
import { is, nobody, refuses } from './connection.mjs';

export async function specifyRoles(t, connection) {
  const { create, eventsAddedBy, kc, operator, signIn } = connection;

  await t.test('roles', async (t) => {
    await t.test('find: admin and ops', async () => {
      const roles = await kc.roles.find();
      is(roles.map((role) => role.name), ['admin', 'ops']);
      for (const { id, ...role } of roles) {
        assert.match(id, /^[0-9a-f-]{36}$/);
        const rest = { composite: false, clientRole: false, containerId: 'master' };
        is(role, { name: role.name, ...rest });
      }
    });

    await t.test('findOneByName: as find shows it, or null', async () => {
      is(await kc.roles.findOneByName({ name: 'ops' }), (await kc.roles.find())[1]);
      is(await kc.roles.findOneByName({ name: 'emperor' }), null);
    });

    await t.test('findUsersWithRole', async () => {
      const holders = await kc.roles.findUsersWithRole({ name: 'ops' });
      is(holders.map((user) => user.username), ['operator']);
    });
  });

  await t.test('role mappings', async (t) => {
    const id = await create({ username: 'max', enabled: true });
    const [admin, ops] = await kc.roles.find();
    const namesOf = (roles) => roles.map((one) => one.name);
    const held = async () => namesOf(await kc.users.listRealmRoleMappings({ id }));
    const add = (...roles) => kc.users.addRealmRoleMappings({ id, roles });
    const del = (...roles) => kc.users.delRealmRoleMappings({ id, roles });

    await t.test('nobody has one at first', async () => {
      is(await held(), []);
      is(await kc.users.listRoleMappings({ id }), { realmMappings: [] });
      is(namesOf(await kc.users.listAvailableRealmRoleMappings({ id })), ['admin', 'ops']);
      is(await kc.users.listCompositeRealmRoleMappings({ id }), []);
    });

    await t.test('what is granted is in every list; granting it again is no event', async () => {
      is(await eventsAddedBy(id, () => add(admin)), ['RoleAssigned']);
      is(await eventsAddedBy(id, () => add({ id: admin.id, name: 'admin' })), []);
      is(await kc.users.listRealmRoleMappings({ id }), [admin]);
      is(await kc.users.listRoleMappings({ id }), { realmMappings: [admin] });
      is(await kc.users.listAvailableRealmRoleMappings({ id }), [ops]);
      is(await kc.users.listCompositeRealmRoleMappings({ id }), [admin]);
    });

    await t.test('of several the highest counts; adding a lower one changes nothing', async () => {
      await add(admin, ops);
      is(await held(), ['ops']);
      await add(admin);
      is(await held(), ['ops']);
    });

    await t.test('revoking the held one is an event, revoking another is none', async () => {
      is(await eventsAddedBy(id, () => del(admin)), []);
      is(await held(), ['ops']);
      is(await eventsAddedBy(id, () => del(admin, ops)), ['RoleAssigned']);
      is(await held(), []);
    });

    await t.test('who is granted a role may what it allows', async () => {
      await kc.users.resetPassword({ id, credential: { value: 'a password of max' } });
      const max = await signIn('max', 'a password of max');
      await refuses(() => max.users.count(), 403, 'HTTP 403 Forbidden');
      await add(admin);
      is(await max.users.count(), await kc.users.count());
      const promote = () => max.users.addRealmRoleMappings({ id, roles: [ops] });
      await refuses(promote, 403, 'HTTP 403 Forbidden');
    });

    await t.test('of nobody, or of no role: 404', async () => {
      const roles = [admin];
      const ofNobody = { id: nobody, roles };
      await refuses(() => kc.users.addRealmRoleMappings(ofNobody), 404, 'User not found');
      await refuses(() => kc.users.delRealmRoleMappings(ofNobody), 404, 'User not found');
      await refuses(() => kc.users.listRoleMappings({ id: nobody }), 404, 'User not found');
      await refuses(() => add({ id: nobody, name: 'emperor' }), 404, 'Could not find role');
    });
  });
}
