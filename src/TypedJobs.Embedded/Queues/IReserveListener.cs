namespace TypedJobs.Embedded.Queues;

/// <summary>Hears how a reserve ended, at once or after a wait.</summary>
internal interface IReserveListener
{
    void Reserved(Job job);

    void TimedOut();

    void DeadlineSoon();
}
