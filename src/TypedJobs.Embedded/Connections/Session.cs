using TypedJobs.Embedded.Protocol;

namespace TypedJobs.Embedded.Connections;

/// <summary>
/// A connection: a transport, what has arrived over it, the conversation, and what is to be sent. One loop receives; sending starts when there is something to send,
/// on whatever thread wrote it, and goes on until there is nothing. All fields but the transport belong to whoever has the switchboard's lock, except the replies
/// that are being sent, which belong to the sending.
/// </summary>
/// <remarks>
/// A client that does not read its replies is not listened to any more once <see cref="MostUnread"/> bytes of them wait, so neither they nor its commands pile up.
/// </remarks>
internal sealed class Session(ITransport transport)
{
    private const int MostUnread = 64 * 1024;

    private readonly InputBuffer _input = new();
    private readonly Func<ReadOnlyMemory<byte>, ValueTask> _send = transport.SendAsync;
    private ReplyBuffer _sending = new();
    private TaskCompletionSource? _roomAgain;
    private bool _inputHasEnded;

    public ITransport Transport => transport;

    public required Conversation Conversation { get; init; }

    /// <summary>Whether it stands in the switchboard's queue of sessions that may have something to do.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether replies are being sent; whoever does that looks for further ones before it ends.</summary>
    public bool IsSending { get; set; }

    /// <summary>The next in the list of sessions that begin to send.</summary>
    public Session? NextToSend { get; set; }

    public bool HasSomethingToSend => Conversation.Replies.Length > 0;

    /// <summary>Takes note of bytes that have arrived in the space given before; none means that no more will come.</summary>
    public void Arrived(int count)
    {
        _input.Arrived(count);
        _inputHasEnded |= count == 0;
    }

    /// <summary>Where the next bytes go; empty if there is no room now, or nothing further is to be received.</summary>
    /// <param name="roomAgain">To be awaited before asking again; null if there is room or none will be needed.</param>
    public Memory<byte> Space(out Task? roomAgain)
    {
        roomAgain = null;
        if (_inputHasEnded || Conversation.HasEnded)
        {
            return default;
        }

        var space = _input.Space(Conversation.IsWaiting);
        if (space.IsEmpty)
        {
            _roomAgain ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            roomAgain = _roomAgain.Task;
        }

        return space;
    }

    /// <summary>Carries out what has arrived, as far as that can be done now.</summary>
    public void CarryOn()
    {
        while (!Conversation.HasEnded && Conversation.Replies.Length < MostUnread)
        {
            if (Conversation.IsWaiting)
            {
                if (!_inputHasEnded)
                {
                    break;
                }

                Conversation.GiveUpWaiting();
            }

            var read = Conversation.Read(_input.Unread);
            if (read > 0)
            {
                _input.Take(read);
            }
            else
            {
                if (_inputHasEnded)
                {
                    Conversation.End();
                }

                break;
            }
        }

        if (Conversation.HasEnded || !_input.IsFull(Conversation.IsWaiting))
        {
            _roomAgain?.TrySetResult();
            _roomAgain = null;
        }
    }

    /// <summary>Takes the replies written so far for sending.</summary>
    public void TakeForSending()
    {
        _sending.Clear();
        (_sending, Conversation.Replies) = (Conversation.Replies, _sending);
    }

    public ValueTask SendAsync() => _sending.SendAsync(_send);
}
