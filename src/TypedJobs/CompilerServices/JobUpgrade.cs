namespace TypedJobs.CompilerServices;

/// <summary>Begins the chain of upgrades from an earlier version of a job. Called by generated code only.</summary>
public static class JobUpgrade
{
    /// <summary>The version as it was written.</summary>
    /// <typeparam name="TVersion">The version's record.</typeparam>
    public static JobUpgrade<TVersion, TVersion> From<TVersion>()
        where TVersion : class, IJobVersion<TVersion>
        => new(static written => written);
}

/// <summary>How an earlier version of a job is read and made into the job.</summary>
/// <typeparam name="TJob">The job.</typeparam>
public abstract class JobUpgrade<TJob>
{
    private protected JobUpgrade()
    {
    }

    /// <summary>What is known of the version.</summary>
    /// <param name="newest">The contract of the job.</param>
    internal abstract JobContract ContractUnder(JobContract newest);

    /// <summary>Reads the payload as it was written.</summary>
    /// <exception cref="Envelopes.UnreadableJobException">The payload is not what the version's record says.</exception>
    internal abstract object Read(ReadOnlySpan<byte> data);

    /// <summary>Makes the job of what was read. What the application's steps throw comes out of it.</summary>
    internal abstract TJob Apply(object written);
}
