// One user at a time.
import assert from 'node:assert';
import { is, nobody, refuses } from './connection.mjs';

export async function specifyUsers(t, connection) {
  const { create, eventsAddedBy, find, kc, server, signIn } = connection;

  await t.test('users.create and users.findOne', async (t) => {
    await t.test('the id of Location; the name in lower case, the rest as given', async () => {
      const count = await kc.users.count();
      const { id, ...others } = await kc.users.create({
        realm: 'master',
        username: 'Anna',
        email: 'anna@example.org',
        firstName: 'Anna',
        lastName: 'Arendt',
        enabled: true,
        attributes: { desk: ['A1', 'A2'] },
      });
      is(others, {});
      is(await kc.users.count(), count + 1);
      const { createdTimestamp, access, ...user } = await kc.users.findOne({ id });
      is(user, {
        id,
        username: 'anna',
        email: 'anna@example.org',
        emailVerified: false,
        firstName: 'Anna',
        lastName: 'Arendt',
        enabled: true,
        totp: false,
        disableableCredentialTypes: [],
        requiredActions: [],
        notBefore: 0,
        attributes: { desk: ['A1', 'A2'] },
      });
      assert(Math.abs(createdTimestamp - Date.now()) < 600_000, `${createdTimestamp}`);
      is(access.manage, true);
    });

    await t.test('disabled unless it is said; what there is not is no member', async () => {
      const user = await kc.users.findOne({ id: await create({ username: 'bert' }) });
      is(user.enabled, false);
      for (const name of ['email', 'firstName', 'lastName', 'attributes']) {
        assert(!(name in user), name);
      }
    });

    await t.test('with a name or an address that somebody has: 409', async () => {
      await create({ username: 'cleo', email: 'cleo@example.org' });
      const sameName = { username: 'CLEO' };
      const sameEmail = { username: 'cleo2', email: 'CLEO@example.org' };
      await refuses(() => create(sameName), 409, 'User exists with same username');
      await refuses(() => create(sameEmail), 409, 'User exists with same email');
      is(await find({ username: 'cleo' }), ['cleo']);
    });

    await t.test('without a name: 400', async () => {
      await refuses(() => create({ email: 'x@example.org' }), 400, 'username must not be empty');
    });

    await t.test('nobody has that id: null', async () => {
      is(await kc.users.findOne({ id: nobody }), null);
      is(await kc.users.findOne({ id: 'no-id' }), null);
    });
  });

  await t.test('users.update', async (t) => {
    const id = await create({
      username: 'gina',
      email: 'gina@example.org',
      firstName: 'Gina',
      lastName: 'Gold',
      enabled: true,
      attributes: { desk: ['G1'], phone: ['1', '2'] },
    });
    const user = () => kc.users.findOne({ id });

    await t.test('in part: the rest stays', async () => {
      const former = await user();
      const added = await eventsAddedBy(id, () => kc.users.update({ id }, { firstName: 'Regina' }));
      is(added, ['UserProfileChanged']);
      is(await user(), { ...former, firstName: 'Regina' });
    });

    await t.test('with the whole record as it was read: no event', async () => {
      const former = await user();
      is(await eventsAddedBy(id, () => kc.users.update({ id }, former)), []);
      is(await user(), former);
    });

    await t.test('with the whole record and another `enabled`: one event', async () => {
      const former = await user();
      const echo = (enabled) => () => kc.users.update({ id }, { ...former, enabled });
      is(await eventsAddedBy(id, echo(false)), ['UserDeactivated']);
      is(await user(), { ...former, enabled: false });
      is(await eventsAddedBy(id, echo(true)), ['UserReactivated']);
      is(await user(), former);
    });

    await t.test('the record of a user whom another dialect made, echoed: no event', async () => {
      const body = { username: 'Hugo', display_name: 'Hugo van Hut', attributes: { n: 1, s: 'x' } };
      const hugo = await server.native('POST', '/v1/users', body);
      const shown = await kc.users.findOne({ id: hugo.id });
      is([shown.username, shown.firstName, shown.lastName], ['hugo', 'Hugo', 'van Hut']);
      is(shown.attributes, { n: ['1'], s: ['x'] });
      is(await eventsAddedBy(hugo.id, () => kc.users.update({ id: hugo.id }, shown)), []);
      const stored = await server.native('GET', `/v1/users/${hugo.id}`);
      is([stored.username, stored.first_name, stored.attributes], ['Hugo', null, { n: 1, s: 'x' }]);
    });

    await t.test('the name, in lower case; the attributes, all of them', async () => {
      await kc.users.update({ id }, { username: 'GINA2', attributes: { desk: ['G9'] } });
      const { username, attributes, email } = await user();
      is([username, attributes, email], ['gina2', { desk: ['G9'] }, 'gina@example.org']);
    });

    await t.test('an empty text takes a member away', async () => {
      await kc.users.update({ id }, { email: '' });
      assert(!('email' in (await user())));
    });

    await t.test('with a password among other changes', async () => {
      const credentials = [{ type: 'password', value: 'a password of gina', temporary: false }];
      const change = { enabled: true, lastName: 'Green', credentials };
      const added = await eventsAddedBy(id, () => kc.users.update({ id }, change));
      is(added, ['UserProfileChanged', 'PasswordSet']);
      await signIn('gina2', 'a password of gina');
    });

    await t.test('with what is not kept here: 400', async () => {
      const update = (change) => () => kc.users.update({ id }, change);
      await refuses(update({ requiredActions: ['UPDATE_PASSWORD'] }), 400);
      await refuses(update({ groups: ['/x'] }), 400, 'groups are changed by calls of their own');
      is(await eventsAddedBy(id, update({ emailVerified: true, requiredActions: [] })), []);
    });

    await t.test('to what somebody else has: 409', async () => {
      await create({ username: 'ida', email: 'ida@example.org' });
      const update = (change) => () => kc.users.update({ id }, change);
      await refuses(update({ username: 'ida' }), 409, 'User exists with same username');
      await refuses(update({ email: 'ida@example.org' }), 409, 'User exists with same email');
    });

    await t.test('of nobody: 404', async () => {
      const update = () => kc.users.update({ id: nobody }, { enabled: true });
      await refuses(update, 404, 'User not found');
    });
  });

  await t.test('users.resetPassword', async (t) => {
    const reset = (id, value) =>
      kc.users.resetPassword({ id, credential: { type: 'password', value, temporary: false } });

    await t.test('the new password opens, the former one does not', async () => {
      const id = await create({ username: 'jane', enabled: true });
      await reset(id, 'the first password');
      await signIn('jane', 'the first password');
      await reset(id, 'the second password');
      await signIn('jane', 'the second password');
      await refuses(() => signIn('jane', 'the first password'), 401, 'invalid_grant');
    });

    await t.test('none is temporary: 400', async () => {
      const id = await create({ username: 'jana' });
      const credential = { type: 'password', value: 'a password of jana', temporary: true };
      await refuses(() => kc.users.resetPassword({ id, credential }), 400);
    });

    await t.test('of nobody: 404', async () => {
      await refuses(() => reset(nobody, 'whatever it is'), 404);
    });
  });

  await t.test('what Keycloak has below a user: nothing', async () => {
    const user = { id: await create({ username: 'kim' }) };
    is(await kc.users.getCredentials(user), []);
    is(await kc.users.listSessions(user), []);
    is(await kc.users.listConsents(user), []);
    is(await kc.users.listFederatedIdentities(user), []);
    const { attributes } = await kc.users.getProfile();
    is(attributes.map((one) => one.name), ['username', 'email', 'firstName', 'lastName']);
  });

  await t.test('users.del', async (t) => {
    await t.test('the user is gone, the name free, the history kept', async () => {
      const user = { username: 'kurt', email: 'kurt@example.org' };
      const id = await create(user);
      await kc.users.del({ id });
      is(await kc.users.findOne({ id }), null);
      is(await find({ username: 'kurt' }), []);
      assert.notStrictEqual(await create(user), id);
      is(await server.historyOf(id), ['UserCreated', 'UserRemoved']);
    });

    await t.test('of nobody, or a second time: 404', async () => {
      await refuses(() => kc.users.del({ id: nobody }), 404);
      const id = await create({ username: 'lou' });
      await kc.users.del({ id });
      await refuses(() => kc.users.del({ id }), 404);
    });
  });
}
