namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct WatchCommand(TubeName Tube) : ICommand<int>
{
    public static string Name => "watch";

    public void WriteTo(ref CommandWriter writer) => writer.Line("watch"u8, Tube);

    public int Interpret(in Reply reply)
        => reply is { Kind: ReplyKind.Watching, Number: <= int.MaxValue and var count } ? (int)count : throw reply.ToException(Name);
}
