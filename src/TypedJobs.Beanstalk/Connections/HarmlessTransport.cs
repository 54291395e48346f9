using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>The end of a transport, whose pipes may be the application's. What they throw then goes nowhere: nobody may wait for ever for the rest of that end.</summary>
[SuppressMessage("Design", "CA1031", Justification = "That is what it is for.")]
internal static class HarmlessTransport
{
    /// <summary>A stream may have something to say when it is disposed, as TLS has, to a peer that takes nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Ends what is being read and sent.</summary>
    public static void Cancel(IDuplexPipe transport)
    {
        Try(transport.Input.CancelPendingRead);
        Try(transport.Output.CancelPendingFlush);
    }

    /// <summary>Gives it back, when nobody reads or sends any more.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="reason">
    /// Why what was written and not sent yet is to be dropped, unless the output has been completed before: a pipe that completes without a reason sends what
    /// is left, and may wait for ever for a peer that takes nothing.
    /// </param>
    /// <param name="time">The clock.</param>
    public static async Task CloseAsync(IDuplexPipe transport, IOException reason, TimeProvider time)
    {
        await TryAsync(() => transport.Output.CompleteAsync(reason), time).ConfigureAwait(false);
        await TryAsync(() => transport.Input.CompleteAsync(), time).ConfigureAwait(false);
        Try(() => (transport as IDisposable)?.Dispose());
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception)
        {
            // It has ended by itself.
        }
    }

    /// <summary>What does not end in time goes on by itself: giving the transport back may end it.</summary>
    private static Task TryAsync(Func<ValueTask> action, TimeProvider time)
    {
        var ending = EndAsync(action);
        return ending.IsCompleted ? ending : Task.WhenAny(ending, Task.Delay(Patience, time));
    }

    private static async Task EndAsync(Func<ValueTask> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // As above.
        }
    }
}
