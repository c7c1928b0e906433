// Holds exchanges with a server against the OpenAPI document of its API.
//
// An exchange is {method, target, request_headers, request_body, status, headers, body}: names of
// headers in lower case, bodies as text. `headers` null: they are not known.
'use strict';

const { Document, match } = require('./document.js');

// HTTP's own, and what is for browsers; a document does not name them.
const framing = [
  'date',
  'connection',
  'content-length',
  'content-type',
  'vary',
  'access-control-allow-origin',
  'access-control-expose-headers',
];

const problem = 'application/problem+json';
const ndjson = ['application/x-ndjson', 'application/ndjson'];

// What the paths of other dialects begin with.
const wallaroo = ['/realms/', '/admin/realms/', '/v1/api/', '/v1/graphql'];
const elsewhere = [
  '/__api__',
  '/__ping__',
  '/api/users',
  '/api/v1/graphql',
  ...wallaroo,
  ...wallaroo.map((prefix) => `/auth${prefix}`),
];

function linesOf(text) {
  return text.split('\n').filter((line) => line !== '');
}

// undefined: it is not JSON. A mark of byte order before it is passed over (RFC 8259, 8.1).
function parsed(text) {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

class Judge {
  constructor(openapi) {
    this.document = new Document(openapi);
    this.seen = new Set();
  }

  // What differs from the document, a sentence each, with the operation and status before it. What
  // other dialects answer is passed over.
  judge(exchange) {
    const path = exchange.target.split('?')[0];
    if (elsewhere.some((prefix) => path.startsWith(prefix))) return [];
    const there = this.document.operationsAt(path);
    const operation = there.find((one) => one.method === exchange.method.toLowerCase());
    if (operation) this.seen.add(operation);
    const findings = operation
      ? [...this.request(operation, path, exchange), ...this.answer(operation, exchange)]
      : this.unserved(there, exchange);
    const name = `${exchange.method} ${operation ? operation.template : path}`;
    const named = findings.map((finding) => `${name} -> ${exchange.status}: ${finding}`);
    return path === '/v1/bulk' && exchange.status === 200
      ? [...named, ...this.bulk(operation, exchange)]
      : named;
  }

  // The changes within one request: what was done is judged as if it had been asked for alone.
  bulk(operation, exchange) {
    const schema = operation.node.get('requestBody', 'content', ndjson[0], 'schema');
    const lines = exchange.request_body.split('\n');
    const results = linesOf(exchange.body).map(parsed);
    return results.flatMap((result, i) => {
      if (!(result?.status < 400)) return [];
      const wrong = this.content(schema, 'application/json', lines[i], `line ${i + 1}`);
      if (wrong.length > 0) return wrong.map((one) => `POST /v1/bulk -> 200: ${one}`);
      const { method, path, body } = parsed(lines[i]);
      return this.judge({
        method,
        target: path,
        request_headers: { 'content-type': 'application/json' },
        request_body: body ? JSON.stringify(body) : '',
        status: result.status,
        headers: null,
        body: result.body === null ? '' : JSON.stringify(result.body),
      });
    });
  }

  // The operations of which there was no exchange.
  missing() {
    return this.document.operations
      .filter((one) => !this.seen.has(one))
      .map((one) => `${one.method.toUpperCase()} ${one.template}`);
  }

  // What was accepted must be what the document allows.
  request(operation, path, exchange) {
    if (exchange.status >= 300) return [];
    return [
      ...this.parameters(operation, path, exchange),
      ...this.requestBody(operation, exchange),
    ];
  }

  parameters(operation, path, exchange) {
    const known = this.document.parametersOf(operation);
    const find = (where, name) =>
      known.find((one) => one.get('in').value === where && one.get('name').value === name);
    const given = [
      ...Object.entries(match(operation.template, path)).map((one) => ['path', ...one]),
      ...[...new URLSearchParams(exchange.target.split('?')[1])].map((one) => ['query', ...one]),
    ];
    for (const header of known.filter((one) => one.get('in').value === 'header')) {
      const name = header.get('name').value;
      const text = exchange.request_headers[name.toLowerCase()];
      if (text !== undefined) given.push(['header', name, text]);
    }
    return given.flatMap(([where, name, text]) => {
      const parameter = find(where, name);
      const wrong = parameter
        ? this.parameter(parameter, text)
        : 'was accepted, but is not documented';
      return wrong ? [`the ${where} parameter ${name}: ${wrong}`] : [];
    });
  }

  parameter(parameter, text) {
    const schema = parameter.get('schema');
    const isList = schema.get('type')?.value === 'array';
    return this.document.complainOfText(schema, isList ? text.split(',') : text);
  }

  requestBody(operation, exchange) {
    const body = operation.node.get('requestBody');
    if (exchange.request_body === '') {
      return body?.get('required')?.value ? ['no body was accepted, but one is required'] : [];
    }
    const type = exchange.request_headers['content-type']?.split(';')[0];
    const content = type && body?.get('content', type);
    if (!content) return [`a body of ${type} was accepted, but is not documented`];
    if (ndjson.includes(type)) return []; // each line is accepted or refused for itself
    return this.content(content.get('schema'), type, exchange.request_body, 'the request');
  }

  answer(operation, exchange) {
    const responses = operation.node.get('responses');
    const response = responses.get(String(exchange.status)) ?? responses.get('default');
    if (!response) return ['the status is not documented'];
    return [
      ...(exchange.headers ? this.headers(response, exchange) : []),
      ...this.body(response, exchange),
    ];
  }

  headers(response, exchange) {
    const documented = response.get('headers');
    const named = new Map();
    for (const name of documented?.keys() ?? []) {
      named.set(name.toLowerCase(), documented.get(name));
    }
    const findings = [];
    for (const [name, header] of named) {
      const text = exchange.headers[name];
      if (text === undefined) {
        if (header.get('required')?.value) findings.push(`the header ${name} is missing`);
        continue;
      }
      const wrong = this.document.complainOfText(header.get('schema'), text);
      if (wrong) findings.push(`the header ${name}: ${wrong}`);
    }
    for (const name of Object.keys(exchange.headers)) {
      if (!named.has(name) && !framing.includes(name)) {
        findings.push(`the header ${name} is not documented`);
      }
    }
    return findings;
  }

  body(response, exchange) {
    const contents = response.get('content');
    if (!contents) return exchange.body === '' ? [] : ['there is a body, but none is documented'];
    const documented = contents.keys();
    const type = exchange.headers ? exchange.headers['content-type'] : documented[0];
    const content = type && contents.get(type);
    if (!content) return [`the content type is ${type}, not ${documented.join(' or ')}`];
    const findings = this.content(content.get('schema'), type, exchange.body, 'the body');
    const told = type === problem ? parsed(exchange.body)?.status : exchange.status;
    if (told !== exchange.status) findings.push(`the problem's status is ${told}`);
    return findings;
  }

  // Newline-delimited JSON is judged line by line.
  content(schema, type, text, name) {
    const texts = ndjson.includes(type) ? linesOf(text) : [text];
    return texts.flatMap((one) => {
      const value = type.endsWith('json') ? parsed(one) : one;
      if (value === undefined) return [`${name} is not JSON`];
      const wrong = this.document.complain(schema, value);
      return wrong ? [`${name}: ${wrong}`] : [];
    });
  }

  // A path or a method that is not there: 404, or 405 with those that are, which OPTIONS is told.
  unserved(there, exchange) {
    const told = exchange.method === 'OPTIONS' ? 204 : 405;
    const status = there.length === 0 ? 404 : told;
    if (exchange.status !== status) return [`is not documented, so ${status} was to be expected`];
    const findings = status === 204 ? [] : this.problem(exchange);
    if (status === 204 && exchange.body !== '') findings.push('there is a body');
    if (status === 404) return findings;
    const methods = new Set(there.map((one) => one.method.toUpperCase()));
    if (methods.has('GET')) methods.add('HEAD');
    methods.add('OPTIONS');
    const documented = [...methods].sort().join(', ');
    const allowed = (exchange.headers.allow ?? '').split(', ').sort().join(', ');
    if (allowed !== documented) findings.push(`Allow is ${allowed}, documented is ${documented}`);
    return findings;
  }

  problem(exchange) {
    const schema = this.document.root.get('components', 'schemas', 'Problem');
    return this.content(schema, problem, exchange.body, 'the body');
  }
}

module.exports = { Judge };
