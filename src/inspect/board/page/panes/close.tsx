import { useContext, useState } from 'preact/hooks';
import { ActsContext, LeaveContext } from '../acts.js';
import { closeSession } from '../requests.js';
import { Told } from '../told.js';
import type { View } from '../view/types.js';
import { WayButton } from '../way-button.js';
import { Dialog, DialogHead } from './dialog.js';
import { useRequest } from './use-request.js';

interface ClosePaneProps {
  readonly process: string;
  readonly agentId: string;
  readonly view: View;
}

/** Asks whether a session is to be closed, and closes it. */
export function ClosePane({ process, agentId, view }: ClosePaneProps) {
  const { hindrance } = useContext(ActsContext);
  const leave = useContext(LeaveContext);
  const { fault, isWaiting, send } = useRequest();
  const record = view.processes.get(process)?.sessions.get(agentId)?.record;
  const [first] = useState(record);
  const obstacle = record === undefined ? GONE : hindrance;
  const close = () =>
    send(async () => {
      const isClosed = await closeSession(process, agentId);
      if (isClosed) leave();
      return isClosed ? null : 'The process knows no such session any more.';
    });
  return (
    <Dialog labelledBy="close-title" look="box">
      <DialogHead id="close-title">Close the session?</DialogHead>
      <p>
        <b>
          <Told text={(record ?? first)?.identity ?? agentId} whole={true} />
        </b>{' '}
        ends for good: a turn that runs is interrupted, what waits is refused, and its identity is
        free for another.
      </p>
      <Fault words={fault ?? obstacle} />
      <div class="answers">
        <WayButton class="danger" way={isWaiting || obstacle !== null ? null : close}>
          {isWaiting ? 'Closing…' : 'Close it'}
        </WayButton>
        <button type="button" onClick={leave}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}

const GONE = 'Its process left, or it was forgotten: there is nothing to close here any more.';

/** Why something could not be done. */
export function Fault({ words }: { readonly words: string | null }) {
  return (
    <p class="fault" role="alert" hidden={words === null}>
      {words !== null && <Told text={words} whole={true} />}
    </p>
  );
}
