import { Component, type ComponentChild, type FunctionComponent } from 'preact';

/** A component that is drawn again only when one of its properties is another. */
export function memo<Props extends object>(Inner: FunctionComponent<Props>) {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !sameFields(this.props, next);
    }
    override render(props: Props): ComponentChild {
      return <Inner {...props} />;
    }
  };
}

function sameFields(one: object, other: object): boolean {
  const before = new Map(Object.entries(one));
  const after = Object.entries(other);
  return before.size === after.length && after.every(([key, value]) => before.get(key) === value);
}
