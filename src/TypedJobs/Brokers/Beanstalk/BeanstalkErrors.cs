using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>The core client's errors in the words of the seam.</summary>
internal static class BeanstalkErrors
{
    public static BrokerException ToBrokerException(this BeanstalkException exception, string what)
        => new($"{what}: {exception.Message}", exception.Outcome.ToBrokerOutcome(), exception);

    private static BrokerOutcome ToBrokerOutcome(this CommandOutcome outcome)
        => outcome switch
        {
            CommandOutcome.NotSent => BrokerOutcome.NotSent,
            CommandOutcome.Answered => BrokerOutcome.Answered,
            _ => BrokerOutcome.Unknown,
        };
}
