using TypedJobs.Retries;

namespace TypedJobs;

/// <summary>
/// Buries a job at once whose handler throws a <typeparamref name="TException"/>: another attempt would not help. Of several rules that fit, the one
/// for the most derived type counts; those of the handler come before those of the worker's options.
/// </summary>
/// <typeparam name="TException">The exception, or a base type of it.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class BuryOnAttribute<TException> : FailurePolicyAttribute
    where TException : Exception
{
    internal override Type ExceptionType => typeof(TException);

    internal override bool Buries => true;
}
