/** What the page says of itself: something went wrong, or was done. */
export interface Message {
  readonly is: 'wrong' | 'done';
  readonly lines: readonly string[];
}

export function MessageBar({ message, onClose }: { message: Message | undefined; onClose: () => void }) {
  return (
    <div role="status" aria-live="polite">
      {message && (
        <div class={`message ${message.is}`} role={message.is === 'wrong' ? 'alert' : undefined}>
          <div>
            {message.lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
          <button type="button" onClick={onClose} aria-label="close the message">
            ×
          </button>
        </div>
      )}
    </div>
  );
}
