namespace TypedJobs.Beanstalk.Protocol.Commands;

/// <summary>Both forms of it: <c>reserve</c> when there is no timeout, <c>reserve-with-timeout</c> when there is.</summary>
internal readonly record struct ReserveCommand(uint? Timeout) : ICommand<ReserveResult>
{
    public static string Name => "reserve";

    public static CommandKind Kind => CommandKind.Receive;

    public void WriteTo(ref CommandWriter writer)
    {
        if (Timeout is { } seconds)
        {
            writer.Line("reserve-with-timeout"u8, seconds);
        }
        else
        {
            writer.Line("reserve"u8);
        }
    }

    public ReserveResult Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Reserved => ReserveResult.Reserved(new ReservedJob(reply)),
        ReplyKind.TimedOut => ReserveResult.NoneInTime,
        ReplyKind.DeadlineSoon => ReserveResult.OwnDeadlineSoon,
        _ => throw reply.ToException(Name),
    };
}
