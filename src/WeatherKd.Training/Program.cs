using System.CommandLine;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Jobs;
using WeatherKd.Training.Tensors;

var libtorch = new Option<string?>("--libtorch")
{
    Description = $"Folder of another libtorch, such as the CUDA build in PyTorch's torch/lib; without it the variable "
        + $"{Libtorch.Variable}, else the trainer's own.",
    Recursive = true,
};
var root = new RootCommand("Trains a student. Started by the retraining workflow with --job; by people with 'experiment'.") { libtorch };
JobCommand.AddTo(root);
root.Subcommands.Add(ExperimentCommand.Create());
root.Subcommands.Add(TrainCommand.Create());
var show = new Command("libtorch", "Say which libtorch is used, and whether it has a GPU.");
show.SetAction(_ => Console.Out.WriteLine(Libtorch.Describe()));
root.Subcommands.Add(show);
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0
    && (parsed.GetValue(libtorch) ?? Environment.GetEnvironmentVariable(Libtorch.Variable)) is { Length: > 0 } folder)
{
    try
    {
        Libtorch.LoadFrom(folder);
    }
    catch (LibtorchException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
}

try
{
    return OneThread.Run(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
}
catch (Exception error) when (args is ["train" or "experiment", ..])
{
    // People get one sentence; the workflow's log gets the whole of it.
    Console.Error.WriteLine(error.Message.ReplaceLineEndings(" "));
    return error is OperationCanceledException ? 130 : 3;
}
