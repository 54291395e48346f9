namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct KickCommand(uint Bound) : ICommand<ulong>
{
    public static string Name => "kick";

    public void WriteTo(ref CommandWriter writer) => writer.Line("kick"u8, Bound);

    public ulong Interpret(in Reply reply)
        => reply is { Kind: ReplyKind.Kicked, Number: { } count } ? count : throw reply.ToException(Name);
}
