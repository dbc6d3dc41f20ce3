import { quoteText } from '../../scalar/quote-text.ts';
import type { Command, Operand, Pipe, Statement } from './node.ts';

/** A node as Go's messages show it. */
export function writeNode(node: Operand | Command | Statement): string {
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.written;
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return [node.name, ...node.fields].join('.');
    case 'function':
      return node.name;
    case 'chain':
      return [inParentheses(node.of), ...node.fields].join('.');
    case 'pipe':
      return writePipe(node);
    case 'command':
      return node.operands.map(inParentheses).join(' ');
    case 'action':
      return `{{${writePipe(node.pipe)}}}`;
    case 'text':
      return 'written' in node ? node.written : node.text;
    case 'template':
      return `{{template ${quoteText(node.name)}${node.pipe === undefined ? '' : ` ${writePipe(node.pipe)}`}}}`;
    case 'if':
    case 'with':
    case 'range':
      return writeBranch(node);
    default:
      return node.kind === 'nil' ? 'nil' : `{{${node.kind}}}`;
  }
}

function inParentheses(operand: Operand): string {
  return operand.kind === 'pipe' ? `(${writePipe(operand)})` : writeNode(operand);
}

function writePipe({ variables, isAssignment, commands }: Pipe): string {
  const names = variables.map((variable) => writeNode(variable)).join(', ');
  const start = variables.length === 0 ? '' : `${names} ${isAssignment ? '=' : ':='} `;
  return start + commands.map((command) => writeNode(command)).join(' | ');
}

function writeBranch(node: Extract<Statement, { list: Statement[] }>): string {
  const list = node.list.map((statement) => writeNode(statement)).join('');
  const { otherwise } = node;
  const others = otherwise === undefined ? '' : `{{else}}${otherwise.map((each) => writeNode(each)).join('')}`;
  return `{{${node.kind} ${writePipe(node.pipe)}}}${list}${others}{{end}}`;
}
