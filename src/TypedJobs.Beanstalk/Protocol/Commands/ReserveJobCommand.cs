namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct ReserveJobCommand(ulong Id) : ICommand<ReservedJob?>
{
    public static string Name => "reserve-job";

    public static CommandKind Kind => CommandKind.Receive;

    public void WriteTo(ref CommandWriter writer) => writer.Line("reserve-job"u8, Id);

    public ReservedJob? Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Reserved when reply.Number == Id => new ReservedJob(reply),
        ReplyKind.NotFound => null,
        _ => throw reply.ToException(Name),
    };
}
