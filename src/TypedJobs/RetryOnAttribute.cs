using TypedJobs.Retries;

namespace TypedJobs;

/// <summary>
/// Retries a job whose handler throws a <typeparamref name="TException"/>, as without any rule: an exception to a
/// <see cref="BuryOnAttribute{TException}"/> for a base type, or to the rules of the worker's options, which come after those of the handler.
/// </summary>
/// <typeparam name="TException">The exception, or a base type of it.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RetryOnAttribute<TException> : FailurePolicyAttribute
    where TException : Exception
{
    internal override Type ExceptionType => typeof(TException);

    internal override bool Buries => false;
}
