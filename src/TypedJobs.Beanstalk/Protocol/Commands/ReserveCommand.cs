namespace TypedJobs.Beanstalk.Protocol.Commands;

/// <summary><c>reserve-with-timeout</c>. Plain <c>reserve</c> is never sent: nobody could tell a server that has no job from one that is no more.</summary>
internal readonly record struct ReserveCommand(uint Seconds) : ICommand<ReserveResult>
{
    public static string Name => "reserve";

    public static CommandKind Kind => CommandKind.Receive;

    public void WriteTo(ref CommandWriter writer) => writer.Line("reserve-with-timeout"u8, Seconds);

    public ReserveResult Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Reserved => ReserveResult.Reserved(new ReservedJob(reply)),
        ReplyKind.TimedOut => ReserveResult.NoneInTime,
        ReplyKind.DeadlineSoon => ReserveResult.OwnDeadlineSoon,
        _ => throw reply.ToException(Name),
    };
}
