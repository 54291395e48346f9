using Thumbnails;

return await CommandLine.InvokeAsync(args, static options => new Run(options).RunAsync());
