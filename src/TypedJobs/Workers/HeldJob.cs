using TypedJobs.Brokers;

namespace TypedJobs.Workers;

/// <summary>What is settled with several commands must be held from the first to the last.</summary>
internal static class HeldJob
{
    /// <summary>Asks for the whole time-to-run anew.</summary>
    /// <exception cref="BrokerException">The job is held no longer, or the broker did not answer.</exception>
    public static async ValueTask RequireAsync(this IJobDelivery delivery)
    {
        if (!await delivery.TouchAsync().ConfigureAwait(false))
        {
            throw new BrokerException(
                $"This worker no longer holds job {delivery.Id}: its time-to-run was over, or someone deleted it. It may have been run twice.", BrokerOutcome.Answered);
        }
    }
}
