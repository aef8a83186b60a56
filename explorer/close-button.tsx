import type { RefObject } from 'preact';

/** Closes a dialog; so does Escape. */
export function CloseButton({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  return (
    <div class="actions">
      <button type="button" onClick={() => dialog.current?.close()}>
        Close <kbd>Esc</kbd>
      </button>
    </div>
  );
}
