namespace TypedJobs.Beanstalk.Protocol;

/// <summary>One command of the protocol: the bytes it sends, and what each of the server's answers to it means.</summary>
internal interface ICommand<out TResult>
{
    /// <summary>The command's word, for messages.</summary>
    static abstract string Name { get; }

    /// <summary>What it does with a job.</summary>
    static virtual CommandKind Kind => CommandKind.Other;

    void WriteTo(ref CommandWriter writer);

    /// <summary>The result of an answer.</summary>
    /// <exception cref="BeanstalkException">The answer is an error.</exception>
    TResult Interpret(in Reply reply);
}
