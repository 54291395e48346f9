namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct StatsTubeCommand(TubeName Tube) : ICommand<TubeStats?>
{
    public static string Name => "stats-tube";

    public void WriteTo(ref CommandWriter writer) => writer.Line("stats-tube"u8, Tube);

    public TubeStats? Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Ok => new TubeStats(StatsText.ReadValues(reply.Text)),
        ReplyKind.NotFound => null,
        _ => throw reply.ToException(Name),
    };
}
