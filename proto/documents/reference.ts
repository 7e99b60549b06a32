/** The API reference: a page a domain, made from the contracts and their comments. */
import type { DescEnum, DescField, DescMessage, DescService } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { type Contracts, commentOf, constraintOf, exampleOf, type Rpc } from '../contract.ts';
import { exampleCall } from './example.ts';
import { guide } from './guide.ts';
import { escapeHtml, inline, page, prose, style, table } from './html.ts';
import { accessWords } from './openapi.ts';

interface Domain {
  /** Package without the product's name and the version, such as `order`. */
  name: string;
  services: DescService[];
  messages: DescMessage[];
  enums: DescEnum[];
}

/** Files of the reference by name. */
export function reference(contracts: Contracts): Record<string, string> {
  const domains = domainsOf(contracts);
  const pages = [
    { file: './', title: 'Start here' },
    ...domains.map((domain) => ({ file: `${domain.name}.html`, title: domain.name })),
  ];
  const index = page('Start here', pages, guide(contracts));
  return {
    'index.html': index,
    'style.css': style,
    ...Object.fromEntries(
      domains.map((domain) => [
        `${domain.name}.html`,
        page(domain.name, pages, domainBody(contracts, domain)),
      ]),
    ),
  };
}

function domainsOf({ registry }: Contracts): Domain[] {
  const domains = new Map<string, Domain>();
  for (const file of registry.files) {
    const [root, name] = file.proto.package.split('.');
    if (root !== 'sippy' || !name) continue;
    const domain = domains.get(name) ?? { name, services: [], messages: [], enums: [] };
    domain.services.push(...file.services);
    domain.messages.push(...file.messages);
    domain.enums.push(...file.enums);
    domains.set(name, domain);
  }
  const rank = (domain: Domain) => `${domain.services.length > 0 ? 0 : 1}${domain.name}`;
  return [...domains.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function domainBody(contracts: Contracts, domain: Domain): string {
  const rpcs = contracts.rpcs.filter((rpc) => domain.services.includes(rpc.service));
  const wrappers = new Set(rpcs.flatMap(({ method }) => [method.input, method.output]));
  const isFact = (message: DescMessage) => /_event\.proto$/.test(message.file.proto.name);
  const isReason = (type: DescEnum) => /reason\.proto$/.test(type.file.proto.name);
  const nouns = domain.messages.filter((message) => !wrappers.has(message) && !isFact(message));
  const facts = domain.messages.filter(isFact);
  return [
    ...domain.services.map((service) => serviceSection(contracts, service, rpcs)),
    section(
      'Messages',
      nouns.map((message) => messageEntry(contracts, message)),
    ),
    section('Values', domain.enums.filter((type) => !isReason(type)).map(enumEntry)),
    section(
      'Events',
      facts.map((message) => messageEntry(contracts, message)),
    ),
    section(
      'Error reasons',
      domain.enums.filter(isReason).map((type) => reasonTable(contracts, type)),
    ),
  ].join('\n');
}

function section(title: string, entries: readonly string[]): string {
  return entries.length > 0 ? `<h2>${title}</h2>\n${entries.join('\n')}` : '';
}

function serviceSection(contracts: Contracts, service: DescService, rpcs: readonly Rpc[]): string {
  const own = rpcs.filter((rpc) => rpc.service === service);
  const entries = own.map((rpc) => rpcEntry(contracts, rpc));
  return `<h2 id="${service.typeName}">${service.name}</h2>\n${prose(commentOf(service))}\n${entries.join('\n')}`;
}

function rpcEntry(contracts: Contracts, rpc: Rpc): string {
  const { method } = rpc;
  const tags = [
    ...(rpc.exposure === 'INTERNAL' ? ['internal: for services only'] : []),
    ...(method.methodKind === 'unary' ? [] : ['live stream']),
    ...(rpc.idempotency === 'IDEMPOTENT' ? ['change'] : []),
  ];
  const rest = rpc.http.map(
    (rule) => `<pre><code>${rule.method.toUpperCase()} ${escapeHtml(rule.path)}</code></pre>`,
  );
  return [
    `<h3 id="${method.name}"><a href="#${method.name}">${method.name}</a>${tags.map((tag) => `<span class="tag">${tag}</span>`).join('')}</h3>`,
    prose(commentOf(method)),
    ...accessWords(rpc).map(prose),
    ...rest,
    `<p><code>${rpc.path}</code></p>`,
    wrapper('Request', contracts, method.input),
    wrapper('Answer', contracts, method.output),
    rpc.exposure === 'EDGE' ? exampleCall(contracts, rpc) : '',
  ].join('\n');
}

/** A request or an answer, which messages elsewhere may name. */
function wrapper(title: string, contracts: Contracts, message: DescMessage): string {
  return `<div id="${message.typeName}">${fields(title, contracts, message)}</div>`;
}

function fields(title: string, contracts: Contracts, message: DescMessage): string {
  const rows = message.fields.map((field) => [
    `<code>${field.name}</code>`,
    typeName(field),
    [inline(commentOf(field)), ...constraintWords(contracts, field)].filter(Boolean).join('<br>'),
  ]);
  return rows.length > 0 ? table([title, 'Type', ''], rows) : '';
}

function messageEntry(contracts: Contracts, message: DescMessage): string {
  const nested = message.nestedMessages.filter((each) => !each.proto.options?.mapEntry);
  return [
    `<h3 id="${message.typeName}"><a href="#${message.typeName}">${message.typeName.split('.').slice(3).join('.')}</a></h3>`,
    prose(commentOf(message)),
    fields('Field', contracts, message),
    ...message.nestedEnums.map(enumEntry),
    ...nested.map((each) => messageEntry(contracts, each)),
  ].join('\n');
}

function enumEntry(type: DescEnum): string {
  const rows = type.values.map((value) => [`<code>${value.name}</code>`, inline(commentOf(value))]);
  return `<h3 id="${type.typeName}"><a href="#${type.typeName}">${type.name}</a></h3>\n${prose(commentOf(type))}\n${table(['Value', ''], rows)}`;
}

function reasonTable(contracts: Contracts, type: DescEnum): string {
  const rows = type.values
    .filter((value) => value.number !== 0)
    .map((value) => [
      `<code>${value.localName}</code>`,
      inline(commentOf(value)),
      `“${inline(exampleOf(contracts, value) ?? '')}”`,
    ]);
  return `${prose(commentOf(type))}\n${table(['Reason', '', 'Example'], rows)}`;
}

function typeName(field: DescField): string {
  const many = field.fieldKind === 'list' ? 'list of ' : field.fieldKind === 'map' ? 'map to ' : '';
  const oneof = field.oneof ? `<br><small>one of ${escapeHtml(field.oneof.name)}</small>` : '';
  const of = field.message ?? field.enum;
  if (!of) return `${many}${ScalarType[field.scalar ?? ScalarType.STRING].toLowerCase()}${oneof}`;
  const [root, domain, , ...name] = of.typeName.split('.');
  const label = root === 'sippy' ? name.join('.') : of.name;
  return root === 'sippy'
    ? `${many}<a href="${domain}.html#${of.typeName}">${label}</a>${oneof}`
    : `${many}${label}${oneof}`;
}

function constraintWords(contracts: Contracts, field: DescField): string[] {
  const c = constraintOf(contracts, field);
  if (!c) return [];
  const format = contracts.registry.getEnum('sippy.options.v1.Format')?.value[c.format];
  const words = [
    ...(c.required ? ['required'] : []),
    ...(format && c.format > 0 ? [commentOf(format).replace(/\.$/, '')] : []),
    ...(c.minLength ? [`at least ${c.minLength} characters`] : []),
    ...(c.maxLength ? [`at most ${c.maxLength} characters`] : []),
    ...(c.min === undefined ? [] : [`at least ${c.min}`]),
    ...(c.max === undefined ? [] : [`at most ${c.max}`]),
    ...(c.minItems ? [`at least ${c.minItems} elements`] : []),
    ...(c.maxItems ? [`at most ${c.maxItems} elements`] : []),
    ...(c.unique ? ['no element twice'] : []),
  ];
  return words.length > 0 ? [`<small>${inline(words.join('; '))}</small>`] : [];
}
