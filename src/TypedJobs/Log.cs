using Microsoft.Extensions.Logging;

namespace TypedJobs;

/// <summary>
/// All that this library logs. A job is named by its name, its id and its event id; what is in it is never logged.
/// Ids: 1 to 99 producers, 100 to 199 workers, 200 to 299 brokers; those from 300 on are the host's.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Enqueued {Job} as {JobId} (event {EventId}).")]
    public static partial void Enqueued(ILogger logger, string job, JobId jobId, Guid eventId);

    [LoggerMessage(2, LogLevel.Debug, "Enqueued {Job} as {JobId}, bare.")]
    public static partial void EnqueuedBare(ILogger logger, string job, JobId jobId);

    [LoggerMessage(100, LogLevel.Information, "{Worker} takes jobs from {Tubes}, {Concurrency} at once.")]
    public static partial void WorkerStarted(ILogger logger, string worker, string tubes, int concurrency);

    [LoggerMessage(101, LogLevel.Information, "{Worker} stops: it takes no more jobs, and handlers have {Timeout} to finish.")]
    public static partial void WorkerStopping(ILogger logger, string worker, TimeSpan timeout);

    [LoggerMessage(102, LogLevel.Warning, "{Worker}: handlers were still running after {Timeout}; they are cancelled, and their jobs go back.")]
    public static partial void HandlersCancelled(ILogger logger, string worker, TimeSpan timeout);

    [LoggerMessage(103, LogLevel.Error, "{Worker} stopped without handlers that do not end when their token is cancelled. Their jobs went back and may be run elsewhere meanwhile.")]
    public static partial void HandlersLeftBehind(ILogger logger, string worker);

    [LoggerMessage(104, LogLevel.Information, "{Worker} stopped.")]
    public static partial void WorkerStopped(ILogger logger, string worker);

    [LoggerMessage(105, LogLevel.Error, "{Job} {JobId} (event {EventId}): a callback of its handler's cancelled token threw.")]
    public static partial void CancellationCallbackFailed(ILogger logger, string job, JobId jobId, string eventId, Exception exception);

    [LoggerMessage(106, LogLevel.Error, "{Worker}: an error that is no handler's; the worker goes on.")]
    public static partial void SlotFailed(ILogger logger, string worker, Exception exception);

    [LoggerMessage(107, LogLevel.Warning, "{Worker} ends at once: handlers that still run are cancelled, and their jobs go back.")]
    public static partial void WorkerEnding(ILogger logger, string worker);

    [LoggerMessage(110, LogLevel.Debug, "Running {Job} {JobId} (event {EventId}).")]
    public static partial void Running(ILogger logger, string job, JobId jobId, string eventId);

    [LoggerMessage(111, LogLevel.Debug, "Completed {Job} {JobId} (event {EventId}).")]
    public static partial void Completed(ILogger logger, string job, JobId jobId, string eventId);

    [LoggerMessage(112, LogLevel.Warning, "{Job} {JobId} (event {EventId}) is retried in {Delay} after failure {Failures} of {Limit}: {Reason}")]
    public static partial void Retrying(
        ILogger logger, string job, JobId jobId, string eventId, int failures, long limit, TimeSpan delay, string reason, Exception? exception);

    [LoggerMessage(113, LogLevel.Error, "{Job} {JobId} (event {EventId}) is buried: {Reason}")]
    public static partial void Buried(ILogger logger, string job, JobId jobId, string eventId, string reason, Exception? exception);

    [LoggerMessage(114, LogLevel.Information, "{Job} {JobId} (event {EventId}) was cut short by the shutdown and goes back.")]
    public static partial void GivenBack(ILogger logger, string job, JobId jobId, string eventId, Exception? exception = null);

    [LoggerMessage(115, LogLevel.Error, "{Job} {JobId} (event {EventId}): the verdict ({Verdict}) could not be told to the broker, so the job may come again. Its reason: {Reason}")]
    public static partial void SettleFailed(ILogger logger, string job, JobId jobId, string eventId, string verdict, string reason, Exception exception);

    [LoggerMessage(116, LogLevel.Warning, "{Job} {JobId} (event {EventId}) failed, and the broker no longer has it: {Reason}")]
    public static partial void FailedAndGone(ILogger logger, string job, JobId jobId, string eventId, string reason, Exception? exception);

    [LoggerMessage(117, LogLevel.Warning, "{Job} {JobId} (event {EventId}) is no longer this worker's, and may be run elsewhere meanwhile; its handler is cancelled: {Reason}")]
    public static partial void LeaseLost(ILogger logger, string job, JobId jobId, string eventId, string reason);

    [LoggerMessage(118, LogLevel.Error, "{Job} {JobId} (event {EventId}) has not ended {Grace} after its handler timeout of {Timeout}. The worker goes on without it; the job has failed, and may be run again while this handler still runs.")]
    public static partial void HandlerAbandoned(ILogger logger, string job, JobId jobId, string eventId, TimeSpan grace, TimeSpan timeout);

    [LoggerMessage(119, LogLevel.Debug, "Snoozed {Job} {JobId} (event {EventId}) for {Delay} as {CopyId}.")]
    public static partial void Snoozed(ILogger logger, string job, JobId jobId, string eventId, TimeSpan delay, JobId copyId);

    [LoggerMessage(120, LogLevel.Warning, "{Job} {JobId} (event {EventId}) could not be copied to be snoozed, and is released for {Delay} instead, which counts as a failure.")]
    public static partial void SnoozeReleased(ILogger logger, string job, JobId jobId, string eventId, TimeSpan delay, Exception exception);

    [LoggerMessage(121, LogLevel.Warning, "This worker knows no {Job} in version {Version}; {JobId} (event {EventId}) goes back for one that does, in {Delay}. {Unlogged} more like it since the last such entry.")]
    public static partial void Unknown(ILogger logger, string job, int version, JobId jobId, string eventId, TimeSpan delay, int unlogged);

    [LoggerMessage(122, LogLevel.Error, "{Job} {JobId} (event {EventId}) cannot be read and is buried: {Reason} {Unlogged} more like it since the last such entry.")]
    public static partial void Unreadable(ILogger logger, string job, JobId jobId, string eventId, string reason, int unlogged);

    [LoggerMessage(123, LogLevel.Error, "{Job} {JobId} (event {EventId}) is buried without a failure record, since none could be stored.")]
    public static partial void RecordLost(ILogger logger, string job, JobId jobId, string eventId, Exception exception);

    [LoggerMessage(124, LogLevel.Error, "{Job} {JobId} (event {EventId}): the broker did not answer, so the job was not run and comes again.")]
    public static partial void InspectFailed(ILogger logger, string job, JobId jobId, string eventId, Exception exception);

    [LoggerMessage(125, LogLevel.Error, "{Job}: RetryDelay of the worker's options did not give a delay that can be used, so the job's own backoff is.")]
    public static partial void RetryDelayFailed(ILogger logger, string job, Exception exception);

    [LoggerMessage(126, LogLevel.Warning, "{Job} {JobId} (event {EventId}) was delivered {Deliveries} times of {Limit} without a word of how it went. It may be ending the processes that run it, and runs when no other job does.")]
    public static partial void Suspected(ILogger logger, string job, JobId jobId, string eventId, int deliveries, long limit);

    [LoggerMessage(127, LogLevel.Error, "{Job} {JobId} (event {EventId}): after its handler had thrown, its scope could not be disposed either. The handler's exception counts.")]
    public static partial void ScopeFailed(ILogger logger, string job, JobId jobId, string eventId, Exception exception);

    [LoggerMessage(128, LogLevel.Information, "{Job} {JobId} (event {EventId}) was no longer this worker's, or its handler had been left behind, when the handler threw. That is not counted.")]
    public static partial void ThrewInVain(ILogger logger, string job, JobId jobId, string eventId, Exception exception);

    [LoggerMessage(129, LogLevel.Error, "{Job} {JobId} (event {EventId}) was to be released, but the server has no memory for that and has buried it: requeue it when there is some. Why it was to be released: {Reason}")]
    public static partial void BuriedForWantOfMemory(ILogger logger, string job, JobId jobId, string eventId, string reason, Exception? exception);

    [LoggerMessage(130, LogLevel.Warning, "{Job} {JobId} (event {EventId}) was no longer this worker's when it had been put again to be snoozed, and its copy {CopyId} could not be taken back: there are two of it now.")]
    public static partial void SnoozeCopyStays(ILogger logger, string job, JobId jobId, string eventId, JobId copyId);

    [LoggerMessage(200, LogLevel.Information, "Connected to {Server}.")]
    public static partial void Connected(ILogger logger, string server);

    [LoggerMessage(201, LogLevel.Warning, "Cannot connect to {Server}; trying again in {Delay}: {Reason}")]
    public static partial void ConnectFailed(ILogger logger, string server, TimeSpan delay, string reason);

    [LoggerMessage(202, LogLevel.Warning, "The connection to {Server} was lost: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, string server, string reason);

    [LoggerMessage(203, LogLevel.Debug, "A connection to {Server} did not close well.")]
    public static partial void CloseFailed(ILogger logger, string server, Exception exception);

    [LoggerMessage(204, LogLevel.Information, "Job {Id} was done when its connection to {Server} was lost. It was deleted over another, or is gone.")]
    public static partial void DeletedAfterLoss(ILogger logger, JobId id, string server);

    [LoggerMessage(205, LogLevel.Information, "Job {Id} was lost by its connection to {Server} (which is gone, or did not touch it within its time-to-run) and is held again: its handler goes on.")]
    public static partial void Reclaimed(ILogger logger, JobId id, string server);

    [LoggerMessage(206, LogLevel.Debug, "{Count} jobs were held when their connection to {Server} was lost, and could not be taken again: {Reason}")]
    public static partial void NotReclaimed(ILogger logger, int count, string server, string reason);

    [LoggerMessage(207, LogLevel.Warning, "The tubes could not be asked for, so there are no metrics of them until they can be.")]
    public static partial void TubesUnknown(ILogger logger, Exception exception);
}
