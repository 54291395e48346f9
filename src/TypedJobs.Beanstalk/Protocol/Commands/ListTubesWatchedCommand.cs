namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct ListTubesWatchedCommand : ICommand<IReadOnlyList<TubeName>>
{
    public static string Name => "list-tubes-watched";

    public void WriteTo(ref CommandWriter writer) => writer.Line("list-tubes-watched"u8);

    public IReadOnlyList<TubeName> Interpret(in Reply reply)
        => reply.Kind == ReplyKind.Ok ? StatsText.ReadTubes(reply.Text) : throw reply.ToException(Name);
}
