namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct ReleaseCommand(ulong Id, uint Priority, uint Delay) : ICommand<ReleaseResult>
{
    public static string Name => "release";

    public static CommandKind Kind => CommandKind.Settle;

    public void WriteTo(ref CommandWriter writer) => writer.Line("release"u8, Id, Priority, Delay);

    public ReleaseResult Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Released => ReleaseResult.Released,
        ReplyKind.Buried when reply.Number is null => ReleaseResult.Buried,
        ReplyKind.NotFound => ReleaseResult.NotFound,
        _ => throw reply.ToException(Name),
    };
}
