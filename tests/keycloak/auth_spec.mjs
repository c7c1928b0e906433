// Signing in, and what a token opens.
import assert from 'node:assert';
import { is, refuses } from './connection.mjs';

export async function specifyAuth(t, connection) {
  const { create, kc, newClient, operator, signIn } = connection;

  await t.test('auth', async (t) => {
    await t.test('with the password grant', async () => {
      const client = await signIn(operator.username, operator.password);
      assert(client.accessToken);
      assert(client.refreshToken);
      is(await client.users.count(), 1);
    });

    await t.test('with a refresh token', async () => {
      const client = newClient();
      const { refreshToken } = kc;
      await client.auth({ grantType: 'refresh_token', clientId: 'admin-cli', refreshToken });
      is(await client.users.count(), 1);
    });

    await t.test('with a wrong password, or the name of nobody: 401 invalid_grant', async () => {
      await refuses(() => signIn(operator.username, 'wrong'), 401, 'invalid_grant');
      await refuses(() => signIn('nobody', operator.password), 401, 'invalid_grant');
      const error = await signIn('nobody', 'wrong').catch((thrown) => thrown);
      is(error.responseData.error_description, 'Invalid user credentials');
    });

    await t.test('of a disabled account: 400 invalid_grant', async () => {
      const credentials = [{ type: 'password', value: 'a password of dora' }];
      const id = await create({ username: 'dora', enabled: true, credentials });
      await signIn('dora', 'a password of dora');
      await kc.users.update({ id }, { enabled: false });
      await refuses(() => signIn('dora', 'a password of dora'), 400, 'invalid_grant');
      const error = await signIn('dora', 'a password of dora').catch((thrown) => thrown);
      is(error.responseData.error_description, 'Account disabled');
    });

    await t.test('no token that it has given: 401 for every call', async () => {
      const stranger = newClient();
      stranger.setAccessToken('nonsense');
      await refuses(() => stranger.users.find(), 401, 'HTTP 401 Unauthorized');
      await refuses(() => stranger.users.create({ username: 'x' }), 401, 'HTTP 401 Unauthorized');
      await refuses(() => stranger.roles.find(), 401, 'HTTP 401 Unauthorized');
    });

    await t.test('the token of a user without a realm role: 403 for every call', async () => {
      const credentials = [{ type: 'password', value: 'a password of urs' }];
      const id = await create({ username: 'urs', enabled: true, credentials });
      const urs = await signIn('urs', 'a password of urs');
      await refuses(() => urs.users.find(), 403, 'HTTP 403 Forbidden');
      await refuses(() => urs.users.update({ id }, { firstName: 'U' }), 403, 'HTTP 403 Forbidden');
      await refuses(() => urs.roles.find(), 403, 'HTTP 403 Forbidden');
      const events = () => urs.realms.findAdminEvents({ realm: 'master' });
      await refuses(events, 403, 'HTTP 403 Forbidden');
    });

    await t.test('the realm may have any name: there is one directory', async () => {
      const names = await kc.users.find({ realm: 'other', username: 'operator', exact: true });
      is(names.map((user) => user.id), [operator.id]);
    });
  });
}
