namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct DeleteCommand(ulong Id) : ICommand<bool>
{
    public static string Name => "delete";

    public static CommandKind Kind => CommandKind.Settle;

    public void WriteTo(ref CommandWriter writer) => writer.Line("delete"u8, Id);

    public bool Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Deleted => true,
        ReplyKind.NotFound => false,
        _ => throw reply.ToException(Name),
    };
}
