namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct StatsTubeCommand(TubeName Tube) : ICommand<TubeStats?>
{
    public static string Name => "stats-tube";

    public void WriteTo(ref CommandWriter writer) => writer.Line("stats-tube"u8, Tube);

    public TubeStats? Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Ok when StatsText.ReadValues(reply.Text) is var values && values.GetText("name") == Tube.ToString() => new TubeStats(values),
        ReplyKind.NotFound => null,
        _ => throw reply.ToException(Name),
    };
}
