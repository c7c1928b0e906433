// An OpenAPI document: its nodes, found through references, its operations, its schemas compiled.
'use strict';

const Ajv = require('ajv/dist/2020');
const addFormats = require('ajv-formats');

const methods = ['get', 'put', 'post', 'delete', 'patch'];
const id = 'openapi.json';

// A place in the document.
class Node {
  constructor(root, pointer, value) {
    Object.assign(this, { root, pointer, value });
  }

  // What is below; undefined: nothing.
  get(...steps) {
    if (steps.length === 0) return this;
    const [step, ...rest] = steps;
    const { pointer, value } = this.followed();
    if (value[step] === undefined) return undefined;
    const escaped = step.replaceAll('~', '~0').replaceAll('/', '~1');
    const below = `${pointer}/${encodeURIComponent(escaped)}`;
    return new Node(this.root, below, value[step]).get(...rest);
  }
  keys() {
    return Object.keys(this.followed().value);
  }
  children() {
    return this.keys().map((key) => this.get(key));
  }

  followed() {
    const reference = this.value.$ref;
    if (reference === undefined) return this;
    const steps = reference.split('/').slice(1);
    return new Node(this.root, '', this.root)
      .get(...steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')))
      .followed();
  }
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // the server refuses it
  }
}

// What a path template captures of a path; null: it does not match.
function match(template, path) {
  const wanted = template.split('/');
  const segments = path.split('/');
  if (wanted.length !== segments.length) return null;
  const captures = {};
  for (const [i, segment] of segments.entries()) {
    if (wanted[i].startsWith('{') && segment !== '') {
      captures[wanted[i].slice(1, -1)] = decoded(segment);
    } else if (wanted[i] !== segment) {
      return null;
    }
  }
  return captures;
}

class Document {
  constructor(value) {
    this.root = new Node(value, '', value);
    const options = {
      strict: true,
      strictTypes: false,
      strictRequired: false,
      discriminator: true,
    };
    this.values = addFormats(new Ajv(options));
    this.texts = addFormats(new Ajv({ ...options, coerceTypes: true }));
    for (const ajv of [this.values, this.texts]) {
      ajv.addVocabulary(Object.keys(value));
      ajv.addSchema(value, id);
    }
    const paths = this.root.get('paths');
    this.operations = paths.keys().flatMap((template) => {
      const item = paths.get(template);
      const has = methods.filter((method) => item.get(method));
      return has.map((method) => ({ method, template, item, node: item.get(method) }));
    });
    // A literal segment wins over a capture.
    const order = (operation) => operation.template.replaceAll('{', '\uffff');
    this.operations.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  // The operations of all templates that match a path.
  operationsAt(path) {
    return this.operations.filter((one) => match(one.template, path));
  }

  // The parameters of an operation, as nodes.
  parametersOf(operation) {
    return [operation.item, operation.node].flatMap(
      (one) => one.get('parameters')?.children() ?? [],
    );
  }

  // Why a value is not of a schema; '' if it is.
  complain(schema, value, ajv = this.values) {
    const validate = ajv.getSchema(`${id}#${schema.pointer}`);
    if (validate(value)) return '';
    return validate.errors
      .slice(0, 3)
      .map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`.trim())
      .join('; ');
  }
  // The same of a text that stands for a value: a header, a parameter.
  complainOfText(schema, text) {
    return this.complain(schema, text, this.texts);
  }
}

module.exports = { Document, match };
