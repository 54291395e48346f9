using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>The end of a transport, whose pipes may be the application's. What they throw then goes nowhere: nobody may wait for ever for the rest of that end.</summary>
[SuppressMessage("Design", "CA1031", Justification = "That is what it is for.")]
internal static class HarmlessTransport
{
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
    public static async Task CloseAsync(IDuplexPipe transport, IOException reason)
    {
        await TryAsync(() => transport.Output.CompleteAsync(reason)).ConfigureAwait(false);
        await TryAsync(() => transport.Input.CompleteAsync()).ConfigureAwait(false);
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

    private static async Task TryAsync(Func<ValueTask> action)
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
