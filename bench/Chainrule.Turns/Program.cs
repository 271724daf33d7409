using System.Globalization;
using Chainrule.Bench.Builds;

// As Chainrule.Bench has it: turns ROW THREADS SHARE.
if (args is not [TurnsCommand.Name, string row, string threads, string share]) return 2;
return TurnsCommand.Run(row, int.Parse(threads, CultureInfo.InvariantCulture), double.Parse(share, CultureInfo.InvariantCulture));
