namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct IgnoreCommand(TubeName Tube) : ICommand<int>
{
    public static string Name => "ignore";

    public void WriteTo(ref CommandWriter writer) => writer.Line("ignore"u8, Tube);

    public int Interpret(in Reply reply) => reply switch
    {
        { Kind: ReplyKind.Watching, Number: <= int.MaxValue and var count } => (int)count,
        { Kind: ReplyKind.NotIgnored } => throw new NotIgnoredException(Tube),
        _ => throw reply.ToException(Name),
    };
}
