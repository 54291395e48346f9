namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct StatsJobCommand(ulong Id) : ICommand<JobStats?>
{
    public static string Name => "stats-job";

    public void WriteTo(ref CommandWriter writer) => writer.Line("stats-job"u8, Id);

    public JobStats? Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Ok when StatsText.ReadValues(reply.Text) is var values && values.GetNumber("id") == Id => new JobStats(values),
        ReplyKind.NotFound => null,
        _ => throw reply.ToException(Name),
    };
}
