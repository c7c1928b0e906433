// Groups, and who is in them.
import { is, nobody, refuses } from './connection.mjs';

export async function specifyGroups(t, connection) {
  const { create, kc } = connection;
  const namesOf = (list) => list.map((one) => one.name ?? one.username);

  await t.test('groups', async (t) => {
    const { id } = await kc.groups.create({ name: 'Field Ops' });
    const other = await kc.groups.create({ name: 'analysts' });
    const shown = { id, name: 'Field Ops', path: '/Field Ops', subGroupCount: 0, subGroups: [] };
    const more = { attributes: {}, realmRoles: [], clientRoles: {} };

    await t.test('findOne and find: at the top level, by name', async () => {
      const { access, ...group } = await kc.groups.findOne({ id });
      is(group, { ...shown, ...more });
      is(access.manageMembership, true);
      is(namesOf(await kc.groups.find()), ['analysts', 'Field Ops']);
      is(await kc.groups.find({ search: 'ops' }), [{ ...shown, access }]);
      is(await kc.groups.find({ search: 'field', exact: true }), []);
      is(namesOf(await kc.groups.find({ first: 1, max: 1 })), ['Field Ops']);
      is(await kc.groups.count(), { count: 2 });
      is(await kc.groups.count({ search: 'ops' }), { count: 1 });
      is(await kc.groups.listSubGroups({ parentId: id }), []);
      is(await kc.groups.findOne({ id: nobody }), null);
    });

    await t.test('the name of another group: 409', async () => {
      await refuses(() => kc.groups.create({ name: 'ANALYSTS' }), 409);
      await refuses(() => kc.groups.update({ id }, { name: 'analysts' }), 409);
    });

    await t.test('users join and leave', async () => {
      const user = { id: await create({ username: 'gil', enabled: true }) };
      const groupsOf = async (query) => namesOf(await kc.users.listGroups({ ...user, ...query }));
      is(await groupsOf(), []);
      await kc.users.addToGroup({ ...user, groupId: id });
      await kc.users.addToGroup({ ...user, groupId: id });
      await kc.users.addToGroup({ ...user, groupId: other.id });
      is(await groupsOf(), ['analysts', 'Field Ops']);
      is(await groupsOf({ search: 'field' }), ['Field Ops']);
      is(await groupsOf({ briefRepresentation: false, first: 0, max: 1 }), ['analysts']);
      is(await kc.users.countGroups(user), { count: 2 });
      is(namesOf(await kc.groups.listMembers({ id })), ['gil']);
      await kc.users.delFromGroup({ ...user, groupId: id });
      await kc.users.delFromGroup({ ...user, groupId: id });
      is(await groupsOf(), ['analysts']);
      is(await kc.groups.listMembers({ id }), []);
      await refuses(() => kc.users.addToGroup({ ...user, groupId: nobody }), 404);
    });

    await t.test('users are in groups, and have a role, from their creation on', async () => {
      const groups = ['/Field Ops', 'analysts'];
      const user = { id: await create({ username: 'gus', groups, realmRoles: ['admin'] }) };
      is(namesOf(await kc.users.listGroups(user)), ['analysts', 'Field Ops']);
      is(namesOf(await kc.users.listRealmRoleMappings(user)), ['admin']);
      const nowhere = { username: 'guy', groups: ['/nowhere'] };
      await refuses(() => create(nowhere), 400, 'groups names a group that is not there');
    });

    await t.test('update: another name; with the whole record as it was read', async () => {
      await kc.groups.update({ id }, { ...(await kc.groups.findOne({ id })), name: 'operations' });
      is((await kc.groups.findOne({ id })).path, '/operations');
    });

    await t.test('del: the memberships end with it', async () => {
      await kc.groups.del({ id });
      is(await kc.groups.findOne({ id }), null);
      is(await kc.groups.listMembers({ id }), null);
      is(namesOf(await kc.groups.find()), ['analysts']);
      await kc.groups.del({ id: other.id });
      await refuses(() => kc.groups.del({ id }), 404, 'Could not find group by id');
    });
  });
}
