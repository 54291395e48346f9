namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct PutCommand(ReadOnlyMemory<byte> Body, uint Priority, uint Delay, uint TimeToRun, long MaxJobSize) : ICommand<ulong>
{
    public static string Name => "put";

    public static CommandKind Kind => CommandKind.Send;

    public void WriteTo(ref CommandWriter writer)
    {
        writer.Line("put"u8, Priority, Delay, TimeToRun, (ulong)Body.Length);
        writer.Body(Body.Span);
    }

    public ulong Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Inserted => reply.Number!.Value,
        ReplyKind.Buried when reply.Number is { } id => throw new JobBuriedException(id),
        ReplyKind.ExpectedCrlf => throw new ExpectedCrlfException(),
        ReplyKind.JobTooBig => throw new JobTooBigException(Body.Length, MaxJobSize, CommandOutcome.Answered),
        ReplyKind.Draining => throw new DrainingException(),
        _ => throw reply.ToException(Name),
    };
}
