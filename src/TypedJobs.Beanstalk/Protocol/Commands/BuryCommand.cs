namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct BuryCommand(ulong Id, uint Priority) : ICommand<bool>
{
    public static string Name => "bury";

    public static CommandKind Kind => CommandKind.Settle;

    public void WriteTo(ref CommandWriter writer) => writer.Line("bury"u8, Id, Priority);

    public bool Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Buried when reply.Number is null => true,
        ReplyKind.NotFound => false,
        _ => throw reply.ToException(Name),
    };
}
