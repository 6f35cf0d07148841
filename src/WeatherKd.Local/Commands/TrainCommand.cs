using System.CommandLine;
using System.Text.Json;
using WeatherKd.Local.Terminal;
using WeatherKd.Storage;
using WeatherKd.Training.Experiments;
using WeatherKd.Verification;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd train</c>: one student from a folder of files, without a service, and how it scores.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var arguments = new TrainArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("train", "Train one student on files and score it.").WithExamples(
            "weatherkd train --data DIR",
            "weatherkd train --data DIR --protocol reference --out student");
        arguments.AddTo(command);
        command.Options.Add(json);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var (exitCode, output) = await TrainerProgram.RunAsync("train", arguments, parsed, capture: true, cancellationToken);
            if (exitCode != 0)
            {
                return exitCode;
            }

            var report = JsonSerializer.Deserialize<VerificationReport>(output, WeatherJson.Compact)!;
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(report);
            }
            else
            {
                VerificationTable.Print(TableConsole.Create(Console.Out), report);
            }

            return 0;
        });
        return command;
    }
}
