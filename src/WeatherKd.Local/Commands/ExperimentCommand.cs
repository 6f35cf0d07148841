using System.CommandLine;
using WeatherKd.Local.Terminal;
using WeatherKd.Training.Experiments;

namespace WeatherKd.Local.Commands;

/// <summary>
/// <c>weatherkd experiment</c>: does a teacher help? The training program does it, with the options that are defined there.
/// </summary>
internal static class ExperimentCommand
{
    public static Command Create()
    {
        var arguments = new ExperimentArguments();
        var command = new Command(
            "experiment",
            "Compare students with and without a teacher, trained under the same conditions.").WithExamples(
            "weatherkd experiment --data DIR",
            "weatherkd experiment --data DIR --epochs 20 --seeds 3 --json",
            "weatherkd experiment --data DIR --variants guided --set LearningRate=0.001");
        arguments.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var isForPrograms = parsed.GetValue(arguments.Json);
            var (exitCode, output) = await TrainerProgram.RunAsync(
                "experiment",
                arguments,
                parsed,
                capture: !isForPrograms,
                cancellationToken);
            if (exitCode == 0 && !isForPrograms)
            {
                MarkdownTables.Print(TableConsole.Create(Console.Out), output);
            }

            return exitCode;
        });
        return command;
    }
}
