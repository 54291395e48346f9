namespace TypedJobs.Beanstalk.Connections;

/// <content>Sending together what is asked for one by one.</content>
internal sealed partial class Session
{
    private int _gathering;

    /// <summary>Whether what waits is to go on waiting for more.</summary>
    public bool IsGatheringWithLock => _gathering > 0;

    public void BeginGathering()
    {
        lock (Lock)
        {
            _gathering++;
        }
    }

    public void EndGathering()
    {
        Connection? connection;
        bool send;
        lock (Lock)
        {
            _gathering--;
            connection = _connection;
            send = connection?.ClaimSendingWithLock() ?? false;
        }

        connection?.SendIf(send);
    }
}
