namespace TypedJobs.Beanstalk;

/// <summary>A job as the server showed it. Looking at a job does not hold it: another client may take it at any time.</summary>
public class BeanstalkJob
{
    internal BeanstalkJob(BeanstalkClient client, ulong id, ReadOnlyMemory<byte> body)
    {
        Client = client;
        Id = id;
        Body = body;
    }

    /// <summary>The server's number for the job; unique within a server process, or within its binlog if it keeps one.</summary>
    public ulong Id { get; }

    /// <summary>The bytes that were put. The memory belongs to this job alone.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    private protected BeanstalkClient Client { get; }

    /// <inheritdoc cref="BeanstalkClient.DeleteAsync"/>
    public ValueTask<bool> DeleteAsync(CancellationToken cancellationToken = default) => Client.DeleteAsync(Id, cancellationToken);

    /// <inheritdoc cref="BeanstalkClient.KickJobAsync"/>
    public ValueTask<bool> KickAsync(CancellationToken cancellationToken = default) => Client.KickJobAsync(Id, cancellationToken);

    /// <inheritdoc cref="BeanstalkClient.StatsJobAsync"/>
    public ValueTask<JobStats?> StatsAsync(CancellationToken cancellationToken = default) => Client.StatsJobAsync(Id, cancellationToken);
}
