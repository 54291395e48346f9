namespace TypedJobs.Envelopes;

/// <summary>
/// A body is not a job, or its data is not what the record says. The message names what was wrong and where.
/// A type of its own, so that it is never taken for something that a handler threw.
/// </summary>
#pragma warning disable CA1064 // It never leaves the worker, and handlers must not be able to throw it.
internal sealed class UnreadableJobException(string message, Exception? innerException = null) : Exception(message, innerException);
#pragma warning restore CA1064
