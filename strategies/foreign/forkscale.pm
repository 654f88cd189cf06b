# SPDX-License-Identifier: MIT
# forkscale in Perl: runs the items of a board by libforkscale, and communicates with the cell.
#
# A strategy's program makes a job, starts what outlives a run, and serves:
#
#     my $job = forkscale->job;
#     forkscale::serve(sub { … });        one call per run; returns at the end of the last
#
# Its workers call $job->begin($worker), then $job->run($item) for each of their items, then $job->end.
package forkscale;
use strict;
use warnings;
use Errno qw(EINTR EOWNERDEAD EPROTO);
use FFI::Platypus;
use File::Basename qw(dirname);

use constant { CHANNEL => 3, BOARD => 4 };

# The words after the program's name: the number of workers, and the tunables.
our $workers = shift @ARGV;
our %tunables = map { split /=/, $_, 2 } @ARGV;

# libforkscale.so is one folder up in the build folder, two when installed.
sub library
{
    my $here = dirname(__FILE__);
    -e and return $_ for map { "$here/$_/libforkscale.so" } '..', '../..';
    die "libforkscale.so is not in the folders above $here\n";
}

my $ffi = FFI::Platypus->new(api => 1, lib => library());
my $attach = $ffi->function(foreign_attach => [ 'int', 'opaque', 'size_t' ] => 'opaque');
my $begin = $ffi->function(foreign_begin => [ 'opaque', 'unsigned int' ] => 'int');
my $run = $ffi->function(foreign_run => [ 'opaque', 'unsigned int', 'uint64', 'uint64' ] => 'int');
my $end = $ffi->function(foreign_end => [ 'opaque', 'unsigned int', 'int' ] => 'int');
my $ended = $ffi->function(foreign_ended => [ 'opaque', 'unsigned int', 'int', 'int' ] => 'int');
my $items = $ffi->function(foreign_items => ['opaque'] => 'uint64');

sub describe
{
    local $! = shift;
    my ($name) = sort grep { $!{$_} } keys %!;
    return "$! ($name)";
}

# An errno number other than 0 becomes an exception.
sub check
{
    my ($error) = @_;
    return unless $error;
    # The board has which worker died, and how.
    die { error => $error, sentence => $error == EOWNERDEAD ? '' : describe($error) };
}

sub job
{
    my ($class) = @_;
    my $why = $ffi->cast('string' => 'opaque', my $buffer = "\0" x 252);
    my $handle = $attach->call(BOARD, $why, 252);
    die { error => EPROTO, sentence => unpack('Z*', $buffer) } unless $handle;
    return bless { handle => $handle, items => $items->call($handle) }, $class;
}

sub begin
{
    my ($self, $worker) = @_;
    $self->{worker} = $worker;
    check($begin->call($self->{handle}, $worker));
}

sub run
{
    my ($self, $item) = @_;
    $run->call($self->{handle}, $self->{worker}, $item, 1);
}

sub end
{
    my ($self) = @_;
    check($end->call($self->{handle}, $self->{worker}, 0));
}

# Notes how a worker ended, in the process that has reaped it.
sub ended
{
    my ($self, $worker, $pid, $wait_status) = @_;
    check($ended->call($self->{handle}, $worker, $pid, $wait_status));
}

open my $channel, '+<&=', CHANNEL or die "descriptor 3 is no channel: $!\n";

# struct reply in strategies/foreign/interpreter.c; one message, whole.
sub reply
{
    my ($error, $sentence) = @_;
    my $message = pack 'iZ252', $error, $sentence;
    my $sent;
    do {
        $sent = syswrite $channel, $message;
    } while (!defined $sent && $! == EINTR);
}

# Waits for the next run. False at EOF.
sub receive
{
    my $got;
    do {
        $got = sysread $channel, my $go, 1;
    } while (!defined $got && $! == EINTR);
    return $got;
}

# Reports that the program is ready, then runs once per request until EOF. The cell waits for a reply,
# so no exception ends the program.
sub serve
{
    my ($run) = @_;
    reply(0, '');
    while (receive()) {
        $! = 0;
        my $is_well = eval { $run->(); 1 };
        my $error = $! + 0;    # most likely what a module died of
        if ($is_well) {
            reply(0, '');
        } elsif (ref $@) {
            reply($@->{error}, $@->{sentence});
        } else {
            reply($error || EPROTO, ($@ =~ s/\s+\z//r) . ($error ? ': ' . describe($error) : ''));
        }
    }
}

1;
