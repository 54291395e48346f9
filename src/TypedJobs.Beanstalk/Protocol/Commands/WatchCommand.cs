using TypedJobs.Beanstalk.Connections;

namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct WatchCommand(TubeName Tube, WatchedTubes? Watched = null) : ICommand<int>
{
    public static string Name => "watch";

    public void WriteTo(ref CommandWriter writer) => writer.Line("watch"u8, Tube);

    public int Interpret(in Reply reply)
    {
        if (reply is not { Kind: ReplyKind.Watching, Number: <= int.MaxValue and var count })
        {
            throw reply.ToException(Name);
        }

        Watched?.Add(Tube);
        return (int)count;
    }
}
