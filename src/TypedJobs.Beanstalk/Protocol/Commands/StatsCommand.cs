namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct StatsCommand : ICommand<ServerStats>
{
    public static string Name => "stats";

    public void WriteTo(ref CommandWriter writer) => writer.Line("stats"u8);

    public ServerStats Interpret(in Reply reply)
        => reply.Kind == ReplyKind.Ok ? new ServerStats(StatsText.ReadValues(reply.Text)) : throw reply.ToException(Name);
}
