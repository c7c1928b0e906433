// The judge finds what it is for: each test changes one thing about an exchange that is right.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const test = require('node:test');
const { Judge } = require('./judge.js');

const openapi = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const judge = new Judge(openapi);
const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const time = '2026-01-02T03:04:05.123456Z';

const member = { user: { id, username: 'ann' }, role: 'owner', since: time };
const members = { members: [member], next_cursor: null, position: 7 };
const problem = {
  type: 'urn:rolecall:problem:not_found',
  title: 'Not Found',
  status: 404,
  detail: 'there is no such group',
  instance: `urn:uuid:${id}`,
  code: 'not_found',
};

function exchange(method, target, status, body, headers = {}) {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return {
    method,
    target,
    request_headers: {},
    request_body: '',
    status,
    headers: { 'x-request-id': id, 'content-type': type, ...headers },
    body: JSON.stringify(body),
  };
}
function listed(body = members, target = `/v1/groups/${id}/members?limit=10`) {
  return exchange('GET', target, 200, body, { 'rolecall-position': '7' });
}
function put(request) {
  const headers = { 'rolecall-position': '7' };
  const answered = exchange('PUT', `/v1/groups/${id}/members/${id}`, 200, member, headers);
  const json = { 'content-type': 'application/json' };
  return { ...answered, request_headers: json, request_body: request };
}
const refused = (body) => exchange('GET', `/v1/groups/${id}/members`, 404, body);

function finds(one, ...expected) {
  const findings = judge.judge(one);
  assert.strictEqual(findings.length, expected.length, findings.join('\n'));
  for (const [i, pattern] of expected.entries()) assert.match(findings[i], pattern);
}

test('nothing is wrong with what is as documented', () => {
  finds(listed());
  finds(put('{"role": "owner"}'));
  finds(refused(problem));
});

test('members that are missing, too many or of another type', () => {
  finds(
    listed({ ...members, next_cursor: undefined }),
    /must have required property 'next_cursor'/,
  );
  finds(listed({ ...members, total: 1 }), /additional properties.*total/);
  finds(listed({ ...members, position: '7' }), /\/position must be integer/);
  finds(listed({ ...members, members: [{ ...member, since: '2026-01-02' }] }), /members\/0\/since/);
});

test('a finding names operation and status', () => {
  finds(listed({}), /^GET \/v1\/groups\/\{id\}\/members -> 200: the body: /);
});

test('an event whose data is that of another type', () => {
  const actor = { kind: 'user', user_id: id, name: 'ann', credential: id };
  const names = { username: 'ann', group_name: null };
  const ids = { event_id: id, user_id: id, group_id: null, request_id: id, correlation_id: id };
  const times = { time, recorded_at: time };
  const about = { position: 7, type: 'UserRemoved', version: 1, ...ids, ...names, ...times };
  const event = { ...about, actor, channel: 'native', reason: null, erased: false };
  const answer = (data) => ({ events: [{ ...event, data }], next_cursor: null, position: 7 });
  finds(listed(answer({}), '/v1/events'));
  finds(listed(answer({ name: 'ann' }), '/v1/events'), /events\/0\/data.*additional/);
});

test('a body that is no JSON, none where there should be one, one where there should be none', () => {
  finds({ ...listed(), body: '{' }, /the body is not JSON/);
  finds({ ...listed(), body: '' }, /the body is not JSON/);
  const headers = { 'rolecall-position': '7' };
  finds(exchange('DELETE', `/v1/groups/${id}`, 204, {}, headers), /there is a body/);
});

test('another content type', () => {
  const one = listed();
  one.headers['content-type'] = 'text/html';
  finds(one, /the content type is text\/html, not application\/json/);
});

test('headers that are missing, wrong or not documented', () => {
  const one = listed();
  delete one.headers['rolecall-position'];
  finds(one, /the header rolecall-position is missing/);
  const before = listed();
  before.headers['rolecall-position'] = '-1';
  finds(before, /the header rolecall-position: must be >= 0/);
  const etag = listed();
  etag.headers.etag = '"1"';
  finds(etag, /the header etag is not documented/);
});

test('a status that is not documented', () => {
  finds(exchange('GET', '/v1/me', 202, {}), /the content type is application\/json/);
  const teapot = { ...problem, status: 418 };
  finds(exchange('GET', '/v1/me', 418, teapot), /\/status must be equal to one of/);
});

test('a problem that tells another status or code than its own', () => {
  finds(
    refused({ ...problem, status: 400 }),
    /\/status must be equal/,
    /the problem's status is 400/,
  );
  finds(refused({ ...problem, code: 'gone' }), /\/code must be equal/);
});

test('a request that was accepted although the document forbids it', () => {
  finds(listed(members, `/v1/groups/${id}/members?limit=2000`), /limit: must be <= 1000/);
  finds(listed(members, `/v1/groups/${id}/members?size=2`), /size: was accepted, but is not/);
  finds(listed(members, '/v1/groups/7/members'), /the path parameter id: must match format/);
  finds(put('{"role": "boss"}'), /the request: \/role must be equal/);
  finds(put('{"place": "owner"}'), /the request: must NOT have additional properties/);
  const plain = { 'content-type': 'text/plain' };
  finds({ ...put('x'), request_headers: plain }, /a body of text\/plain was accepted/);
  finds({ ...put(''), request_headers: { 'if-match': '3' } }, /the header parameter If-Match/);
});

test('a path or method that is not documented, but served', () => {
  finds(exchange('GET', '/v1/nothing', 200, {}), /is not documented, so 404/);
  finds(exchange('POST', '/v1/me', 200, {}), /is not documented, so 405/);
  finds(exchange('GET', '/v1/nothing', 404, problem));
  const not_allowed = { ...problem, status: 405, code: 'method_not_allowed' };
  finds(exchange('POST', '/v1/me', 405, not_allowed, { allow: 'GET, HEAD, OPTIONS' }));
  finds(exchange('POST', '/v1/me', 405, not_allowed, { allow: 'GET, PUT' }), /Allow is GET, PUT/);
});

test('OPTIONS tells what a path has, whether or not that is documented', () => {
  const told = (headers, body = '') => ({ ...exchange('OPTIONS', '/v1/me', 204, {}, headers), body });
  finds(told({ allow: 'GET, HEAD, OPTIONS' }));
  finds(told({ allow: 'GET, HEAD' }), /Allow is GET, HEAD, documented is GET, HEAD, OPTIONS/);
  finds(told({ allow: 'GET, HEAD, OPTIONS' }, '{}'), /there is a body/);
  finds(exchange('OPTIONS', '/v1/me', 200, {}), /is not documented, so 204/);
  finds(exchange('OPTIONS', '/v1/nothing', 404, problem));
});

test('what other dialects answer is passed over, what only looks like theirs is not', () => {
  const theirs = [
    '/__api__/v1/users',
    '/__ping__',
    '/api/users?limit=10',
    `/api/users/${id}/role`,
    '/api/v1/graphql',
    '/realms/master/protocol/openid-connect/token',
    '/admin/realms/master/users',
    '/v1/api/users/query',
    '/v1/graphql',
  ];
  const wallaroo = theirs.slice(-4).map((target) => `/auth${target}`);
  for (const target of [...theirs, ...wallaroo]) finds(exchange('POST', target, 200, {}));
  const ours = ['/', '/api', '/api/v1', '/realms', '/admin', '/v1/api', '/auth', '/auth/v1/users'];
  for (const target of ours) finds(exchange('POST', target, 200, {}), /is not documented, so 404/);
  finds(exchange('GET', '/v1/api-keys', 200, {}), /^GET \/v1\/api-keys -> 200/, /^GET/);
});

test('a change within a bulk request', () => {
  const place = `/v1/groups/${id}/members/${id}`;
  const line = (change, asked = {}) => ({
    ...exchange('POST', '/v1/bulk', 200, {}),
    request_headers: { 'content-type': 'application/x-ndjson' },
    request_body: JSON.stringify({ method: 'PUT', path: place, ...asked }) + '\n',
    headers: { 'x-request-id': id, 'content-type': 'application/x-ndjson' },
    body: JSON.stringify({ line: 1, status: 200, etag: null, location: null, ...change }) + '\n',
  });
  finds(line({ body: member }));
  finds(line({ body: {} }), /^PUT \/v1\/groups\/\{id\}\/members\/\{user\} -> 200: the body/);
  finds(line({ body: member }, { body: { role: 'boss' } }), /the request: \/role must be equal/);
  finds(line({ body: member }, { header: 'x' }), /line 1: must NOT have additional properties/);
  finds(line({ status: 422, body: null }, { header: 'x' }));
  finds(line({ body: member, line: 0 }), /^POST \/v1\/bulk -> 200: the body: \/line must be >= 1/);
});

test('operations that no exchange has shown', () => {
  const fresh = new Judge(openapi);
  fresh.judge(listed());
  assert(!fresh.missing().includes('GET /v1/groups/{id}/members'));
  assert(fresh.missing().includes('POST /v1/users'));
});
