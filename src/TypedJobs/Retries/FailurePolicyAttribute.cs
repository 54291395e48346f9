namespace TypedJobs.Retries;

/// <summary>What <see cref="RetryOnAttribute{TException}"/> and <see cref="BuryOnAttribute{TException}"/> have in common.</summary>
#pragma warning disable CA1813 // Not sealed: the two that there are derive from it.
public abstract class FailurePolicyAttribute : Attribute
#pragma warning restore CA1813
{
    private protected FailurePolicyAttribute()
    {
    }

    internal abstract Type ExceptionType { get; }

    internal abstract bool Buries { get; }
}
