import { useContext, useState } from 'preact/hooks';
import { ActsContext, LeaveContext } from '../acts.js';
import { Until } from '../clock.js';
import { answerApproval } from '../requests.js';
import { Told } from '../told.js';
import { answerOf, CHOICES, type Choice, contentFault, kindWords } from '../view/approval-words.js';
import type { ControlApproval, View } from '../view/types.js';
import { WayButton } from '../way-button.js';
import { Changes } from './changes.js';
import { Fault } from './close.js';
import { Dialog, DialogHead } from './dialog.js';
import { useRequest } from './use-request.js';

interface ApprovalPaneProps {
  readonly process: string;
  readonly approvalId: string;
  readonly view: View;
}

/** What an agent asks for, and the answers to it; an answer is given twice: chosen, then confirmed. */
export function ApprovalPane({ process, approvalId, view }: ApprovalPaneProps) {
  const known = view.processes.get(process);
  const found = known?.approvals.find((each) => each.approvalId === approvalId);
  const [first] = useState(found);
  const approval = found ?? first;
  const identity = known?.sessions.get(approval?.agentId ?? '')?.record.identity;
  return (
    <Dialog labelledBy="approval-title" look="box">
      <DialogHead id="approval-title">
        {approval === undefined ? 'Approval' : kindWords(approval.kind)}
      </DialogHead>
      {approval !== undefined && (
        <>
          <p class="asker">
            <b>
              <Told text={identity ?? approval.agentId} />
            </b>{' '}
            asks
          </p>
          <p class="question">
            <Told text={approval.question} whole={true} />
          </p>
          <Changes changes={approval.changes} />
        </>
      )}
      {found === undefined ? <Over /> : <Answers process={process} approval={found} />}
    </Dialog>
  );
}

function Over() {
  const leave = useContext(LeaveContext);
  return (
    <>
      <p class="over" role="status">
        It is not open any more: it was answered or withdrawn.
      </p>
      <div class="answers">
        <button type="button" onClick={leave}>
          Leave
        </button>
      </div>
    </>
  );
}

interface AnswersProps {
  readonly process: string;
  readonly approval: ControlApproval;
}

function Answers({ process, approval }: AnswersProps) {
  const { hindrance } = useContext(ActsContext);
  const leave = useContext(LeaveContext);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [content, setContent] = useState('');
  const { fault, isWaiting, send } = useRequest();
  const wrong = contentFault(content);
  const confirm = (chosen: Choice) =>
    send(async () => {
      const answer = answerOf(approval, chosen.decision, content);
      const { answered } = await answerApproval(process, answer);
      if (answered) leave();
      return answered ? null : 'It was not open any more.';
    });
  return (
    <>
      {TAKES_CONTENT.has(approval.kind) && (
        <ContentField content={content} fault={wrong} onContent={setContent} />
      )}
      <p class="expiry">
        Without an answer it is settled by default in <Until at={approval.expiresAt} />.
      </p>
      <Fault words={fault ?? hindrance} />
      {choice === null ? (
        <Choose isHindered={hindrance !== null} onChoice={setChoice} />
      ) : (
        <Confirm
          choice={choice}
          isWaiting={isWaiting}
          isHindered={hindrance !== null || wrong !== null}
          onConfirm={() => confirm(choice)}
          onBack={() => setChoice(null)}
        />
      )}
    </>
  );
}

const TAKES_CONTENT: ReadonlySet<ControlApproval['kind']> = new Set([
  'question',
  'mcp_elicitation',
]);

interface ConfirmProps {
  readonly choice: Choice;
  readonly isWaiting: boolean;
  readonly isHindered: boolean;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
}

function Confirm({ choice, isWaiting, isHindered, onConfirm, onBack }: ConfirmProps) {
  const { label, consequence, manner } = choice;
  return (
    // not the button: a key that is held down would press it
    <fieldset class="confirm" aria-label={`Confirm: ${label}`} tabIndex={-1} ref={focusOnce}>
      <p>
        <b>{label}?</b> {consequence}
      </p>
      <div class="answers">
        <WayButton
          class={manner === 'danger' ? 'danger' : 'primary'}
          way={isWaiting || isHindered ? null : onConfirm}
        >
          {isWaiting ? 'Sending…' : `Yes: ${label.toLowerCase()}`}
        </WayButton>
        <button type="button" onClick={onBack}>
          Another answer
        </button>
      </div>
    </fieldset>
  );
}

function focusOnce(question: HTMLElement | null): void {
  question?.focus();
}

interface ChooseProps {
  readonly isHindered: boolean;
  readonly onChoice: (choice: Choice) => void;
}

function Choose({ isHindered, onChoice }: ChooseProps) {
  return (
    <div class="answers">
      {CHOICES.map((choice) => (
        <WayButton
          key={choice.decision}
          class={choice.manner === 'danger' ? 'danger-quiet' : choice.manner}
          way={isHindered ? null : () => onChoice(choice)}
          title={choice.consequence}
        >
          {choice.label}
        </WayButton>
      ))}
    </div>
  );
}

interface ContentFieldProps {
  readonly content: string;
  readonly fault: string | null;
  readonly onContent: (content: string) => void;
}

function ContentField({ content, fault, onContent }: ContentFieldProps) {
  return (
    <label class="content">
      Answers by their ids, as JSON, to go with “Accept”
      <textarea
        rows={3}
        spellcheck={false}
        placeholder='{"reason": "because"}'
        value={content}
        aria-invalid={fault !== null}
        onInput={({ currentTarget }) => onContent(currentTarget.value)}
      />
      <span class="content-fault">{fault}</span>
    </label>
  );
}
