using TypedJobs.Beanstalk.Connections;

namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct IgnoreCommand(TubeName Tube, WatchedTubes? Watched = null) : ICommand<int>
{
    public static string Name => "ignore";

    public void WriteTo(ref CommandWriter writer) => writer.Line("ignore"u8, Tube);

    public int Interpret(in Reply reply)
    {
        switch (reply)
        {
            case { Kind: ReplyKind.Watching, Number: <= int.MaxValue and var count }:
                Watched?.Remove(Tube);
                return (int)count;
            case { Kind: ReplyKind.NotIgnored }:
                throw new NotIgnoredException(Tube);
            default:
                throw reply.ToException(Name);
        }
    }
}
