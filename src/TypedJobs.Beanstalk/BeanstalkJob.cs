using System.Buffers;
using TypedJobs.Beanstalk.Connections;
using TypedJobs.Beanstalk.Protocol;
using TypedJobs.Beanstalk.Protocol.Commands;

namespace TypedJobs.Beanstalk;

/// <summary>
/// A job as the server showed it. Looking at a job does not hold it: another client may take it at any time. What is asked about it is sent only to
/// the server process that showed it, over whichever connection: to another process its number means another job.
/// </summary>
public class BeanstalkJob
{
    internal BeanstalkJob(in Reply reply)
    {
        From = reply.From!;
        Id = reply.Number!.Value;
        Body = reply.Data.ToArray();
    }

    /// <summary>
    /// The server's number for the job; unique within a server process. One that was started again counts on from the highest number in its binlog, which
    /// deleted jobs may have left, or from 1 if it has none.
    /// </summary>
    public ulong Id { get; }

    /// <summary>The bytes that were put. The memory belongs to this job alone.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The connection that it came over, and so the server process that its number means something to.</summary>
    private protected Connection From { get; }

    /// <inheritdoc cref="BeanstalkClient.DeleteAsync"/>
    public ValueTask<bool> DeleteAsync(CancellationToken cancellationToken = default)
        => From.SendToServerAsync<DeleteCommand, bool>(new(Id), cancellationToken);

    /// <inheritdoc cref="BeanstalkClient.KickJobAsync"/>
    public ValueTask<bool> KickAsync(CancellationToken cancellationToken = default)
        => From.SendToServerAsync<KickJobCommand, bool>(new(Id), cancellationToken);

    /// <inheritdoc cref="BeanstalkClient.StatsJobAsync"/>
    public ValueTask<JobStats?> StatsAsync(CancellationToken cancellationToken = default)
        => From.SendToServerAsync<StatsJobCommand, JobStats?>(new(Id), cancellationToken);
}
