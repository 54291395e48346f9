namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct ListTubeUsedCommand : ICommand<TubeName>
{
    public static string Name => "list-tube-used";

    public void WriteTo(ref CommandWriter writer) => writer.Line("list-tube-used"u8);

    public TubeName Interpret(in Reply reply)
        => reply.Kind == ReplyKind.Using ? StatsText.ReadTube(reply.Text) : throw reply.ToException(Name);
}
